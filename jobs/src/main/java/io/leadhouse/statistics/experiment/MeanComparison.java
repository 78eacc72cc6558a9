package io.leadhouse.statistics.experiment;

import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.util.FastMath;

/**
 * Two means, side by side.
 *
 * @param control the arm that is compared with
 * @param treatment the arm that is compared
 */
public record MeanComparison(Sample control, Sample treatment) {
  /** treatment − control; empty where an arm has no units. */
  public OptionalDouble difference() {
    return control.units() == 0 || treatment.units() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(treatment.mean() - control.mean());
  }

  /**
   * Welch's t test: t = (m₂ − m₁)/√(s₁²/n₁ + s₂²/n₂), with Satterthwaite's degrees of freedom (v₁ +
   * v₂)² / (v₁²/(n₁ − 1) + v₂²/(n₂ − 1)), v = s²/n.
   *
   * <p>B. L. Welch, Biometrika 34, 1947; F. E. Satterthwaite, Biometrics Bulletin 2(6), 1946.
   * Assumes no equal variances; of skewed values it needs some hundred units. Empty with fewer than
   * 2 units in an arm or without any variance.
   */
  public Optional<WelchResult> welch() {
    if (!hasVariance()) {
      return Optional.empty();
    }
    double t = (treatment.mean() - control.mean()) / standardError();
    TDistribution distribution = distribution();
    double p = 2 * distribution.cumulativeProbability(-Math.abs(t));
    return Optional.of(new WelchResult(t, distribution.getDegreesOfFreedom(), Math.min(1, p)));
  }

  /** difference ± t(1 − α/2, Satterthwaite) · √(s₁²/n₁ + s₂²/n₂); empty where {@link #welch} is. */
  public Optional<Interval> differenceInterval(double alpha) {
    if (!hasVariance()) {
      return Optional.empty();
    }
    double difference = treatment.mean() - control.mean();
    double half = -distribution().inverseCumulativeProbability(alpha / 2) * standardError();
    return Optional.of(new Interval(difference - half, difference + half));
  }

  /**
   * Relative lift m₂/m₁ − 1 with the interval of the log ratio by the delta method: standard error
   * √(s₁²/(n₁m₁²) + s₂²/(n₂m₂²)), normal quantile.
   *
   * <p>Fieller's problem in its large-sample form, as {@link ProportionComparison#lift}. Empty
   * unless both means are above 0 and {@link #welch} has a value.
   */
  public Optional<Lift> lift(double alpha) {
    if (!hasVariance() || control.mean() <= 0 || treatment.mean() <= 0) {
      return Optional.empty();
    }
    double error =
        FastMath.sqrt(
            control.meanVariance() / (control.mean() * control.mean())
                + treatment.meanVariance() / (treatment.mean() * treatment.mean()));
    return Lift.ofRatio(treatment.mean() / control.mean(), error, alpha);
  }

  /**
   * Cohen's d = (m₂ − m₁)/s, s² = ((n₁ − 1)s₁² + (n₂ − 1)s₂²)/(n₁ + n₂ − 2); about 0.2 is small,
   * 0.5 medium, 0.8 large.
   *
   * <p>J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., 1988, ch. 2.
   * Empty where {@link #welch} is.
   */
  public OptionalDouble cohensD() {
    if (!hasVariance()) {
      return OptionalDouble.empty();
    }
    double pooled =
        ((control.units() - 1) * control.variance()
                + (treatment.units() - 1) * treatment.variance())
            / (control.units() + treatment.units() - 2);
    return OptionalDouble.of((treatment.mean() - control.mean()) / FastMath.sqrt(pooled));
  }

  private boolean hasVariance() {
    return control.units() > 1
        && treatment.units() > 1
        && control.meanVariance() + treatment.meanVariance() > 0;
  }

  private double standardError() {
    return FastMath.sqrt(control.meanVariance() + treatment.meanVariance());
  }

  private TDistribution distribution() {
    // As shares of their sum, whose squares cannot vanish for tiny variances.
    double share = control.meanVariance() / (control.meanVariance() + treatment.meanVariance());
    double inverse =
        share * share / (control.units() - 1) + (1 - share) * (1 - share) / (treatment.units() - 1);
    return new TDistribution(null, 1 / inverse);
  }
}
