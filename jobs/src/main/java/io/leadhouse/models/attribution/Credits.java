package io.leadhouse.models.attribution;

import org.apache.spark.sql.types.Decimal;

/**
 * What one model gives each touch of one conversion.
 *
 * <p>Credits add up to 1 in units of 10⁻¹², amounts to the conversion's value in minor units; both
 * by {@link LargestRemainder}. Without a value there are no amounts.
 */
final class Credits {
  static final int CREDIT_PRECISION = 13;
  static final int CREDIT_SCALE = 12;
  static final int AMOUNT_PRECISION = 18;
  static final int AMOUNT_SCALE = 3;

  /** One conversion, in the smallest credit that a column can hold. */
  private static final long ONE = 1_000_000_000_000L;

  private final long[] credits;

  /** In thousandths; null where the conversion has no value. */
  private final long[] amounts;

  private Credits(long[] credits, long[] amounts) {
    this.credits = credits;
    this.amounts = amounts;
  }

  static Credits of(Conversion conversion, Shares shares) {
    long[] credits = LargestRemainder.allocate(ONE, shares);
    if (!conversion.hasValue()) {
      return new Credits(credits, null);
    }
    long[] amounts = LargestRemainder.allocate(conversion.minorUnits(), shares);
    for (int scale = conversion.currencyDigits(); scale < AMOUNT_SCALE; scale++) {
      for (int i = 0; i < amounts.length; i++) {
        amounts[i] *= 10;
      }
    }
    return new Credits(credits, amounts);
  }

  Decimal credit(int place) {
    return Decimal.apply(credits[place], CREDIT_PRECISION, CREDIT_SCALE);
  }

  /** In the reporting currency; null where the conversion has no value. */
  Decimal amount(int place) {
    return amounts == null ? null : Decimal.apply(amounts[place], AMOUNT_PRECISION, AMOUNT_SCALE);
  }
}
