package io.leadhouse.statistics.experiment;

import java.util.OptionalDouble;
import org.apache.commons.math3.util.FastMath;

/**
 * Power of a comparison of two means by the normal distribution; Welch's t of some dozens of units
 * per arm is close to it. A rejection in the wrong direction is not counted.
 *
 * <p>J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., 1988, ch. 2.
 * Standard deviations are above 0 and the difference is not 0, else there is nothing to plan and
 * results are empty.
 */
public final class MeanPower {
  private MeanPower() {}

  /** Chance that the test sees the difference: Φ(|δ|/√(s₁²/n₁ + s₂²/n₂) − z(1 − α/2)). */
  public static OptionalDouble power(MeanComparison arms, double difference, double alpha) {
    OptionalDouble error = error(arms);
    if (error.isEmpty() || difference == 0 || !Double.isFinite(difference)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        Normal.cumulative(
            FastMath.abs(difference) / error.getAsDouble() - Normal.twoSidedQuantile(alpha)));
  }

  /**
   * Units that each of two equal arms needs, not rounded: (z(1 − α/2) + z(power))²·(s₁² + s₂²)/δ².
   */
  public static OptionalDouble requiredUnits(
      double deviation1, double deviation2, double difference, PowerPlan plan) {
    double z = plan.alphaQuantile() + plan.powerQuantile();
    double variance = deviation1 * deviation1 + deviation2 * deviation2;
    double units = z * z * variance / (difference * difference);
    return variance > 0 && difference != 0 && Double.isFinite(units)
        ? OptionalDouble.of(units)
        : OptionalDouble.empty();
  }

  /** The smallest difference seen with the planned power: (z(1 − α/2) + z(power))·SE. */
  public static OptionalDouble minimumDetectableDifference(MeanComparison arms, PowerPlan plan) {
    OptionalDouble error = error(arms);
    return error.isEmpty()
        ? error
        : OptionalDouble.of((plan.alphaQuantile() + plan.powerQuantile()) * error.getAsDouble());
  }

  private static OptionalDouble error(MeanComparison arms) {
    Sample control = arms.control();
    Sample treatment = arms.treatment();
    if (control.units() < 2 || treatment.units() < 2) {
      return OptionalDouble.empty();
    }
    double squared = control.meanVariance() + treatment.meanVariance();
    return squared > 0 ? OptionalDouble.of(FastMath.sqrt(squared)) : OptionalDouble.empty();
  }
}
