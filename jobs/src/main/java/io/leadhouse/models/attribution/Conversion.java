package io.leadhouse.models.attribution;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * One conversion of a lead, or one refund, as core {@code conversion} has it.
 *
 * @param number order of the lead's conversions of this type, from 1
 * @param atMicros when it happened, in microseconds since 1970 UTC
 * @param isRefund whether it only gives back money, and so is no conversion
 * @param value its money in the reporting currency; negative for refunds, null when it has none
 * @param currency reporting currency of the organization
 * @param currencyDigits decimal places of that currency's minor unit
 */
record Conversion(
    String type,
    int number,
    long atMicros,
    boolean isRefund,
    BigDecimal value,
    String currency,
    int currencyDigits) {
  /** The type that the opportunity touch of w_shaped goes by. */
  static final String OPPORTUNITY = "opportunity";

  boolean hasValue() {
    return value != null;
  }

  /** The value in minor units. Core has rounded it to them already. */
  long minorUnits() {
    return value.setScale(currencyDigits, RoundingMode.HALF_UP).unscaledValue().longValueExact();
  }
}
