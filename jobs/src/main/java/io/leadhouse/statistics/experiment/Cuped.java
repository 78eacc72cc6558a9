package io.leadhouse.statistics.experiment;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Takes out of an outcome Y what X, the same metric before the assignment, had told already: Y −
 * θ(X − X̄), θ = cov(Y, X)/var(X) over all units of all arms. The difference of arms keeps its
 * expectation, because X knows nothing of the arm, and loses variance.
 *
 * <p>A. Deng, Y. Xu, R. Kohavi, T. Walker, Improving the Sensitivity of Online Controlled
 * Experiments by Utilizing Pre-Experiment Data, WSDM 2013. A unit without X counts as one with the
 * mean, X̄.
 */
public final class Cuped {
  private static final MathContext DIGITS = MathContext.DECIMAL128;

  private final BigDecimal theta;
  private final BigDecimal meanBefore;

  private Cuped(BigDecimal theta, BigDecimal meanBefore) {
    this.theta = theta;
    this.meanBefore = meanBefore;
  }

  /**
   * The adjustment for all arms. θ is 0, and nothing changes, where X is unknown or the same for
   * all.
   *
   * @param known outcome (a) and X (b) of the units of all arms that have X
   */
  public static Cuped over(PairTotals known) {
    if (known.units() == 0) {
      return new Cuped(BigDecimal.ZERO, BigDecimal.ZERO);
    }
    BigDecimal n = BigDecimal.valueOf(known.units());
    BigDecimal scatter =
        n.multiply(known.sumOfSquaresOfB()).subtract(known.sumOfB().multiply(known.sumOfB()));
    BigDecimal together =
        n.multiply(known.sumOfProducts()).subtract(known.sumOfA().multiply(known.sumOfB()));
    BigDecimal theta = scatter.signum() == 0 ? BigDecimal.ZERO : together.divide(scatter, DIGITS);
    return new Cuped(theta, known.sumOfB().divide(n, DIGITS));
  }

  /** The factor θ. */
  public double theta() {
    return theta.doubleValue();
  }

  /**
   * An arm's adjusted outcomes.
   *
   * @param outcomes outcome (a) of all units of the arm
   * @param known outcome (a) and X (b) of those of them that have X
   */
  public Sample adjusted(PairTotals outcomes, PairTotals known) {
    Sample plain = outcomes.sample();
    if (outcomes.units() < 2 || theta.signum() == 0) {
      return plain;
    }
    BigDecimal n = BigDecimal.valueOf(outcomes.units());
    // c = X − X̄, which is 0 for a unit without X.
    BigDecimal sumOfC =
        known.sumOfB().subtract(meanBefore.multiply(BigDecimal.valueOf(known.units())));
    BigDecimal squaresOfC =
        known.sumOfSquaresOfB().subtract(meanBefore.multiply(known.sumOfB().add(sumOfC)));
    BigDecimal productsWithC = known.sumOfProducts().subtract(meanBefore.multiply(known.sumOfA()));
    BigDecimal scatterOfC = squaresOfC.subtract(sumOfC.multiply(sumOfC).divide(n, DIGITS));
    BigDecimal together =
        productsWithC.subtract(sumOfC.multiply(outcomes.sumOfA()).divide(n, DIGITS));
    double scatterChange =
        theta.multiply(theta.multiply(scatterOfC).subtract(together.add(together))).doubleValue();
    double mean = plain.mean() - theta.multiply(sumOfC).divide(n, DIGITS).doubleValue();
    double variance = plain.variance() + scatterChange / (outcomes.units() - 1);
    return new Sample(outcomes.units(), mean, Math.max(0, variance));
  }
}
