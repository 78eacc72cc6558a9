package io.leadhouse.statistics.experiment;

import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.util.FastMath;

/**
 * Inference that may be looked at on any day: an asymptotic confidence sequence for a difference of
 * two means or rates, by a normal mixture. With N = n₁ + n₂ and ρ = √((−2 ln α + ln(1 − 2 ln
 * α))/N*) the half-width is √(SE²N) · √(2(Nρ² + 1)/(N²ρ²) · ln(√(Nρ² + 1)/α)).
 *
 * <p>Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, Time-uniform Central Limit Theory and Asymptotic
 * Confidence Sequences, arXiv:2103.06476. Asymptotic: use from 100 units per arm on.
 */
public final class ConfidenceSequence {
  private final double alpha;
  private final double rhoSquared;

  /**
   * A sequence.
   *
   * @param alpha chance that it ever excludes the true difference, above 0 and below 1
   * @param tightestAt N*, the number of units of both arms at which it is narrowest; above 0
   */
  public ConfidenceSequence(double alpha, long tightestAt) {
    if (!(alpha > 0 && alpha < 1) || tightestAt <= 0) {
      throw new IllegalArgumentException("alpha " + alpha + ", tightest at " + tightestAt);
    }
    this.alpha = alpha;
    double log = FastMath.log(alpha);
    this.rhoSquared = (-2 * log + FastMath.log(1 - 2 * log)) / tightestAt;
  }

  /** The interval after this look; it holds at all looks at once. */
  public Optional<Interval> interval(Look look) {
    if (look.squaredError() <= 0) {
      return Optional.empty();
    }
    double n = look.units();
    double growth = n * rhoSquared + 1;
    double half =
        FastMath.sqrt(look.squaredError() * n)
            * FastMath.sqrt(
                2 * growth / (n * n * rhoSquared) * FastMath.log(FastMath.sqrt(growth) / alpha));
    return Optional.of(new Interval(look.difference() - half, look.difference() + half));
  }

  /**
   * p = min(1, √(Nρ² + 1) · exp(−ρ²Δ²N/(2SE²(Nρ² + 1)))): below alpha just where the interval
   * excludes 0. Empty without variance.
   */
  public OptionalDouble pValue(Look look) {
    if (look.squaredError() <= 0) {
      return OptionalDouble.empty();
    }
    double growth = look.units() * rhoSquared + 1;
    double exponent =
        rhoSquared
            * look.difference()
            * look.difference()
            * look.units()
            / (2 * look.squaredError() * growth);
    return OptionalDouble.of(Math.min(1, FastMath.sqrt(growth) * FastMath.exp(-exponent)));
  }

  /**
   * What is seen at one look.
   *
   * @param units n₁ + n₂
   * @param difference treatment − control
   * @param squaredError SE²: unpooled, with variances of divisor n
   */
  public record Look(long units, double difference, double squaredError) {
    /** A look at two rates; empty where an arm has no units. */
    public static Optional<Look> at(ProportionComparison pair) {
      Proportion control = pair.control();
      Proportion treatment = pair.treatment();
      if (control.units() == 0 || treatment.units() == 0) {
        return Optional.empty();
      }
      return Optional.of(
          new Look(
              control.units() + treatment.units(),
              treatment.share() - control.share(),
              control.variance() / control.units() + treatment.variance() / treatment.units()));
    }

    /** A look at two means; empty where an arm has no units. */
    public static Optional<Look> at(MeanComparison pair) {
      Sample control = pair.control();
      Sample treatment = pair.treatment();
      if (control.units() == 0 || treatment.units() == 0) {
        return Optional.empty();
      }
      return Optional.of(
          new Look(
              control.units() + treatment.units(),
              treatment.mean() - control.mean(),
              ofDivisorN(control) + ofDivisorN(treatment)));
    }

    private static double ofDivisorN(Sample sample) {
      return sample.variance() * (sample.units() - 1) / sample.units() / sample.units();
    }
  }
}
