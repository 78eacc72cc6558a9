package io.leadhouse.statistics.experiment;

import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.HypergeometricDistribution;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.FastMath;

/**
 * Two proportions, side by side.
 *
 * @param control the arm that is compared with
 * @param treatment the arm that is compared
 */
public record ProportionComparison(Proportion control, Proportion treatment) {
  /** Below this expected count the chi-square distribution is no good approximation (Cochran). */
  public static final double SMALL_EXPECTED_COUNT = 5;

  /** Tables as probable as the observed one up to rounding count as extreme. */
  private static final double EQUALLY_PROBABLE = 1e-7;

  /** treatment − control; empty where an arm has no units. */
  public OptionalDouble difference() {
    return isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(treatment.share() - control.share());
  }

  /**
   * Two-proportion z test with the pooled rate p̄: z = (p₂ − p₁) / √(p̄(1 − p̄)(1/n₁ + 1/n₂)).
   *
   * <p>Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, 3rd ed., 2003, ch. 3.
   * Good while every expected count is 5 or more, see {@link #smallestExpectedCount}. Empty without
   * units in an arm and where all or none of both did it (no variance).
   */
  public Optional<Significance> zTest() {
    if (!hasVariance()) {
      return Optional.empty();
    }
    double pooled = pooledRate();
    double error =
        FastMath.sqrt(pooled * (1 - pooled) * (1.0 / control.units() + 1.0 / treatment.units()));
    double z = (treatment.share() - control.share()) / error;
    return Optional.of(new Significance(z, Normal.twoSided(z)));
  }

  /**
   * Pearson's chi-square of the 2 × 2 table, Σ(O − E)²/E with 1 degree of freedom: the square of
   * {@link #zTest}, with the same p-value and the same range.
   */
  public Optional<Significance> chiSquare() {
    return chiSquare(0);
  }

  /**
   * The same with Yates's continuity correction, Σ(max(0, |O − E| − ½))²/E. Conservative; beside
   * Pearson's for those who expect it.
   *
   * <p>F. Yates, Contingency Tables Involving Small Numbers and the χ² Test, Supplement to JRSS
   * 1(2), 1934.
   */
  public Optional<Significance> yates() {
    return chiSquare(0.5);
  }

  private Optional<Significance> chiSquare(double correction) {
    if (!hasVariance()) {
      return Optional.empty();
    }
    double pooled = pooledRate();
    // All four cells of a 2 × 2 table deviate by the same count.
    double deviation =
        Math.max(0, Math.abs(treatment.successes() - treatment.units() * pooled) - correction);
    double inverse = 0;
    for (Proportion arm : new Proportion[] {control, treatment}) {
      inverse += 1 / (arm.units() * pooled) + 1 / (arm.units() * (1 - pooled));
    }
    double statistic = deviation * deviation * inverse;
    return Optional.of(new Significance(statistic, Erf.erfc(FastMath.sqrt(statistic / 2))));
  }

  /** The smallest of the four counts expected where nothing differs; empty without units. */
  public OptionalDouble smallestExpectedCount() {
    if (isEmpty()) {
      return OptionalDouble.empty();
    }
    double pooled = pooledRate();
    long smallerArm = Math.min(control.units(), treatment.units());
    return OptionalDouble.of(smallerArm * Math.min(pooled, 1 - pooled));
  }

  /**
   * Fisher's exact test, two-sided: the probability, with all margins given, of every table that is
   * no more probable than the observed one.
   *
   * <p>R. A. Fisher, The Logic of Inductive Inference, JRSS 98(1), 1935; two-sided as in R's
   * fisher.test. Valid for any counts whose total fits an int; takes as many steps as the smallest
   * margin. Empty under the conditions of {@link #zTest}.
   */
  public OptionalDouble fisherExact() {
    if (!hasVariance()) {
      return OptionalDouble.empty();
    }
    int units = Math.toIntExact(control.units() + treatment.units());
    int successes = Math.toIntExact(control.successes() + treatment.successes());
    HypergeometricDistribution tables =
        new HypergeometricDistribution(null, units, successes, Math.toIntExact(treatment.units()));
    double observed = tables.probability(Math.toIntExact(treatment.successes()));
    double total = 0;
    for (int k = tables.getSupportLowerBound(); k <= tables.getSupportUpperBound(); k++) {
      double probability = tables.probability(k);
      if (probability <= observed * (1 + EQUALLY_PROBABLE)) {
        total += probability;
      }
    }
    return OptionalDouble.of(Math.min(1, total));
  }

  /**
   * Interval of the difference by Newcombe's hybrid of two Wilson intervals: with d = p₂ − p₁ from
   * d − √((p₂ − l₂)² + (u₁ − p₁)²) to d + √((u₂ − p₂)² + (p₁ − l₁)²).
   *
   * <p>R. G. Newcombe, Interval Estimation for the Difference between Independent Proportions,
   * Statistics in Medicine 17, 1998, method 10. Within −1 and 1, also for rates of 0 and 1. Empty
   * where an arm has no units.
   */
  public Optional<Interval> differenceInterval(double alpha) {
    if (isEmpty()) {
      return Optional.empty();
    }
    Interval first = control.wilsonInterval(alpha).orElseThrow();
    Interval second = treatment.wilsonInterval(alpha).orElseThrow();
    double p1 = control.share();
    double p2 = treatment.share();
    return Optional.of(
        new Interval(
            p2 - p1 - FastMath.hypot(p2 - second.low(), first.high() - p1),
            p2 - p1 + FastMath.hypot(second.high() - p2, p1 - first.low())));
  }

  /**
   * Relative lift p₂/p₁ − 1 with the interval of the log ratio, whose standard error is √((1 −
   * p₁)/x₁ + (1 − p₂)/x₂).
   *
   * <p>Katz, Baptista, Azen, Pike, Obtaining Confidence Intervals for the Risk Ratio in Cohort
   * Studies, Biometrics 34(3), 1978. Empty where an arm has no success: the logarithm has no value.
   */
  public Optional<Lift> lift(double alpha) {
    if (control.successes() == 0 || treatment.successes() == 0) {
      return Optional.empty();
    }
    double error =
        FastMath.sqrt(
            (1 - control.share()) / control.successes()
                + (1 - treatment.share()) / treatment.successes());
    return Lift.ofRatio(treatment.share() / control.share(), error, alpha);
  }

  /**
   * Cohen's h = 2 asin √p₂ − 2 asin √p₁; about 0.2 is small, 0.5 medium, 0.8 large.
   *
   * <p>J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., 1988, ch. 6. From
   * −π to π. Empty where an arm has no units.
   */
  public OptionalDouble cohensH() {
    return isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(angle(treatment.share()) - angle(control.share()));
  }

  private static double angle(double rate) {
    return 2 * FastMath.asin(FastMath.sqrt(rate));
  }

  private boolean isEmpty() {
    return control.units() == 0 || treatment.units() == 0;
  }

  private boolean hasVariance() {
    long successes = control.successes() + treatment.successes();
    return !isEmpty() && successes > 0 && successes < control.units() + treatment.units();
  }

  private double pooledRate() {
    return (double) (control.successes() + treatment.successes())
        / (control.units() + treatment.units());
  }
}
