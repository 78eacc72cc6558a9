package io.leadhouse.statistics.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;

/**
 * What a comparison of means needs to know of an arm.
 *
 * @param units number of values
 * @param mean their arithmetic mean; 0 without units
 * @param variance their variance with divisor n − 1; 0 below 2 units
 */
public record Sample(long units, double mean, double variance) {
  private static final MathContext DIGITS = MathContext.DECIMAL128;

  public Sample {
    if (units < 0 || !Double.isFinite(mean) || !Double.isFinite(variance) || variance < 0) {
      throw new IllegalArgumentException(units + " units, mean " + mean + ", variance " + variance);
    }
  }

  /**
   * From exact totals: mean = Σx/n, variance = (nΣx² − (Σx)²) / (n(n − 1)). The subtraction is done
   * on exact decimals, so that a large mean does not swallow a small variance.
   */
  public static Sample of(long units, BigDecimal sum, BigDecimal sumOfSquares) {
    if (units == 0) {
      return new Sample(0, 0, 0);
    }
    BigDecimal n = BigDecimal.valueOf(units);
    double mean = sum.divide(n, DIGITS).doubleValue();
    if (units == 1) {
      return new Sample(1, mean, 0);
    }
    BigDecimal scatter = n.multiply(sumOfSquares).subtract(sum.multiply(sum));
    BigDecimal pairs = n.multiply(BigDecimal.valueOf(units - 1));
    return new Sample(units, mean, scatter.divide(pairs, DIGITS).doubleValue());
  }

  /** √variance; empty below 2 units. */
  public OptionalDouble standardDeviation() {
    return units < 2 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(variance));
  }

  /** Variance of the mean. */
  double meanVariance() {
    return variance / units;
  }
}
