package io.leadhouse.statistics.experiment;

import java.util.OptionalDouble;
import org.apache.commons.math3.util.FastMath;

/**
 * Power of the pooled two-proportion z test, without continuity correction: of n₁ and n₂ units with
 * rates p₁ and p₂, Φ((|p₂ − p₁| − z(1 − α/2)·SE₀)/SE₁), where SE₀ is the error at the pooled rate
 * and SE₁ the unpooled one. A rejection in the wrong direction is not counted.
 *
 * <p>Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, 3rd ed., 2003, ch. 4.
 * Rates lie strictly between 0 and 1 and differ, else there is nothing to plan and results are
 * empty.
 */
public final class ProportionPower {
  private static final int HALVINGS = 100;

  private ProportionPower() {}

  /** Chance that the test sees p₂ ≠ p₁; empty without units in an arm. */
  public static OptionalDouble power(double p1, double p2, long units1, long units2, double alpha) {
    if (!isRate(p1) || !isRate(p2) || p1 == p2 || units1 <= 0 || units2 <= 0) {
      return OptionalDouble.empty();
    }
    double pooled = (units1 * p1 + units2 * p2) / (units1 + units2);
    double without = FastMath.sqrt(pooled * (1 - pooled) * (1.0 / units1 + 1.0 / units2));
    double with = FastMath.sqrt(p1 * (1 - p1) / units1 + p2 * (1 - p2) / units2);
    double z = Normal.twoSidedQuantile(alpha);
    return OptionalDouble.of(Normal.cumulative((FastMath.abs(p2 - p1) - z * without) / with));
  }

  /**
   * Units that each of two equal arms needs, not rounded: (z(1 − α/2)√(2p̄q̄) + z(power)√(p₁q₁ +
   * p₂q₂))² / (p₂ − p₁)².
   */
  public static OptionalDouble requiredUnits(double p1, double p2, PowerPlan plan) {
    if (!isRate(p1) || !isRate(p2) || p1 == p2) {
      return OptionalDouble.empty();
    }
    double mean = (p1 + p2) / 2;
    double root =
        plan.alphaQuantile() * FastMath.sqrt(2 * mean * (1 - mean))
            + plan.powerQuantile() * FastMath.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
    return finite(root * root / ((p2 - p1) * (p2 - p1)));
  }

  /**
   * The smallest rise over p₁ that so many units see with the planned power; empty where not even a
   * rise to all does. A fall of the same size is seen with about the same power.
   */
  public static OptionalDouble minimumDetectableRise(
      double p1, long units1, long units2, PowerPlan plan) {
    double most = FastMath.nextAfter(1.0, 0);
    if (power(p1, most, units1, units2, plan.alpha()).orElse(0) < plan.power()) {
      return OptionalDouble.empty();
    }
    double tooSmall = p1;
    double enough = most;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = tooSmall + (enough - tooSmall) / 2;
      if (power(p1, middle, units1, units2, plan.alpha()).orElse(0) < plan.power()) {
        tooSmall = middle;
      } else {
        enough = middle;
      }
    }
    return OptionalDouble.of(enough - p1);
  }

  private static boolean isRate(double p) {
    return p > 0 && p < 1;
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
