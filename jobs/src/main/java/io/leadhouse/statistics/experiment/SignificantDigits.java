package io.leadhouse.statistics.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.OptionalDouble;

/**
 * Rounds statistics to {@value #DIGITS} significant digits, half up: more than anybody reads, and
 * few enough that the last bits of a different order of sums do not show.
 */
public final class SignificantDigits {
  public static final int DIGITS = 10;

  private static final MathContext CONTEXT = new MathContext(DIGITS, RoundingMode.HALF_UP);

  private SignificantDigits() {}

  /** The rounded value; null where there is none. */
  public static Double round(OptionalDouble value) {
    return value.isEmpty() ? null : round(value.getAsDouble());
  }

  /**
   * The rounded value.
   *
   * @throws IllegalArgumentException for NaN and infinities, which are never published
   */
  public static double round(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("No figure: " + value);
    }
    double rounded = new BigDecimal(value).round(CONTEXT).doubleValue();
    // No negative zero, which is equal to zero but prints otherwise.
    return rounded == 0 ? 0 : rounded;
  }
}
