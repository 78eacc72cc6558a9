package io.leadhouse.statistics.experiment;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Exact totals over units that have two values each, so that parts can be added in any order.
 *
 * @param units number of units
 * @param sumOfA Σa
 * @param sumOfSquaresOfA Σa²
 * @param sumOfB Σb
 * @param sumOfSquaresOfB Σb²
 * @param sumOfProducts Σab
 */
public record PairTotals(
    long units,
    BigDecimal sumOfA,
    BigDecimal sumOfSquaresOfA,
    BigDecimal sumOfB,
    BigDecimal sumOfSquaresOfB,
    BigDecimal sumOfProducts) {
  public static final PairTotals NONE =
      new PairTotals(
          0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  private static final MathContext DIGITS = MathContext.DECIMAL128;

  /** Totals of so many units that all have the same two values. */
  public static PairTotals of(BigDecimal a, BigDecimal b, long units) {
    BigDecimal times = BigDecimal.valueOf(units);
    return new PairTotals(
        units,
        a.multiply(times),
        a.multiply(a).multiply(times),
        b.multiply(times),
        b.multiply(b).multiply(times),
        a.multiply(b).multiply(times));
  }

  /** Totals of these units and others. */
  public PairTotals plus(PairTotals other) {
    return new PairTotals(
        units + other.units,
        sumOfA.add(other.sumOfA),
        sumOfSquaresOfA.add(other.sumOfSquaresOfA),
        sumOfB.add(other.sumOfB),
        sumOfSquaresOfB.add(other.sumOfSquaresOfB),
        sumOfProducts.add(other.sumOfProducts));
  }

  /** The values a. */
  public Sample sample() {
    return Sample.of(units, sumOfA, sumOfSquaresOfA);
  }

  /**
   * The ratio R = Σa/Σb as a sample by the delta method: its mean is R, and its values are those of
   * the linearised R + (a − R b)/b̄, so that variance/n is Var(R) = (s²ₐ − 2R sₐᵦ + R² s²ᵦ)/(n
   * b̄²).
   *
   * <p>A. Deng, U. Knoblich, J. Lu, Applying the Delta Method in Metric Analytics, KDD 2018. For
   * units that are drawn independently, while b̄ is many standard errors above 0. Without units
   * where Σb is not above 0: then there is no ratio.
   */
  public Sample ratio() {
    if (sumOfB.signum() <= 0) {
      return new Sample(0, 0, 0);
    }
    double ratio = sumOfA.divide(sumOfB, DIGITS).doubleValue();
    if (units == 1) {
      return new Sample(1, ratio, 0);
    }
    // Σ(a − Rb)² · (Σb)², exactly: Σ(a − Rb) is 0, so this is all scatter.
    BigDecimal scatter =
        sumOfB
            .multiply(sumOfB)
            .multiply(sumOfSquaresOfA)
            .subtract(
                BigDecimal.valueOf(2).multiply(sumOfA).multiply(sumOfB).multiply(sumOfProducts))
            .add(sumOfA.multiply(sumOfA).multiply(sumOfSquaresOfB));
    BigDecimal n = BigDecimal.valueOf(units);
    BigDecimal variance =
        scatter
            .multiply(n)
            .multiply(n)
            .divide(sumOfB.pow(4).multiply(BigDecimal.valueOf(units - 1)), DIGITS);
    return new Sample(units, ratio, variance.doubleValue());
  }
}
