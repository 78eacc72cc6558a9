package io.leadhouse.statistics.experiment;

import java.util.Optional;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.util.FastMath;

/** Bayesian comparison of two arms with priors that say next to nothing. */
public final class Posterior {
  private Posterior() {}

  /**
   * Rates with uniform priors, Beta(1, 1): the posterior of x of n is Beta(1 + x, 1 + n − x).
   *
   * <p>P(B &gt; A) = Σ_{i &lt; α_B} B(α_A + i, β_A + β_B) / ((β_B + i) B(1 + i, β_B) B(α_A, β_A))
   * [E. Miller, Formulas for Bayesian A/B Testing, 2015]; the loss by E[max(0, A − B)] = E[A]·P(A′
   * &gt; B) − E[B]·P(A &gt; B′), where ′ has one success more [C. Stucchio, Bayesian A/B Testing at
   * VWO, 2015]. Takes as many steps as the treatment has successes. Empty where an arm has no
   * units.
   */
  public static Optional<PosteriorComparison> of(ProportionComparison pair) {
    if (pair.control().units() == 0 || pair.treatment().units() == 0) {
      return Optional.empty();
    }
    BetaParameters a = BetaParameters.of(pair.control());
    BetaParameters b = BetaParameters.of(pair.treatment());
    double higher = higher(a, b);
    double lossOfTreatment =
        a.mean() * (1 - higher(a.plusSuccess(), b)) - b.mean() * (1 - higher(a, b.plusSuccess()));
    double lossOfControl =
        b.mean() * higher(a, b.plusSuccess()) - a.mean() * higher(a.plusSuccess(), b);
    return Optional.of(
        new PosteriorComparison(higher, Math.max(0, lossOfTreatment), Math.max(0, lossOfControl)));
  }

  /**
   * Means with flat priors: the difference is normal with mean Δ and standard error SE, so P = Φ(z)
   * and the loss of the treatment is SE(φ(z) − z Φ(−z)), z = Δ/SE. Large samples, as Welch's test.
   * Empty where that is.
   */
  public static Optional<PosteriorComparison> of(MeanComparison pair) {
    if (pair.welch().isEmpty()) {
      return Optional.empty();
    }
    double error = FastMath.sqrt(pair.control().meanVariance() + pair.treatment().meanVariance());
    double z = (pair.treatment().mean() - pair.control().mean()) / error;
    return Optional.of(
        new PosteriorComparison(Normal.cumulative(z), loss(z, error), loss(-z, error)));
  }

  private static double loss(double z, double error) {
    return Math.max(0, error * (Normal.density(z) - z * Normal.cumulative(-z)));
  }

  /** P(B &gt; A) for whole-numbered parameters. */
  private static double higher(BetaParameters a, BetaParameters b) {
    double logOfA = Beta.logBeta(a.alpha(), a.beta());
    double total = 0;
    for (long i = 0; i < b.alpha(); i++) {
      total +=
          FastMath.exp(
              Beta.logBeta(a.alpha() + i, a.beta() + b.beta())
                  - FastMath.log(b.beta() + i)
                  - Beta.logBeta(1.0 + i, b.beta())
                  - logOfA);
    }
    return Math.min(1, total);
  }

  private record BetaParameters(double alpha, double beta) {
    static BetaParameters of(Proportion arm) {
      return new BetaParameters(1.0 + arm.successes(), 1.0 + arm.units() - arm.successes());
    }

    BetaParameters plusSuccess() {
      return new BetaParameters(alpha + 1, beta);
    }

    double mean() {
      return alpha / (alpha + beta);
    }
  }
}
