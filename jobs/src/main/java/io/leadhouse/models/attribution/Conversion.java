package io.leadhouse.models.attribution;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * One conversion of a lead, as core {@code conversion} has it.
 *
 * @param number order of the lead's conversions of this type, from 1
 * @param atMicros when it happened, in microseconds since 1970 UTC
 * @param value its money in the reporting currency; negative for refunds, null when it has none
 * @param currency reporting currency of the organization
 */
record Conversion(String type, int number, long atMicros, BigDecimal value, String currency) {
  /** The type that the opportunity touch of w_shaped goes by. */
  static final String OPPORTUNITY = "opportunity";

  boolean hasValue() {
    return value != null;
  }

  /**
   * The value in minor units. Core has rounded it to them already.
   *
   * @param digits decimal places of the currency's minor unit
   */
  long minorUnits(int digits) {
    return value.setScale(digits, RoundingMode.HALF_UP).unscaledValue().longValueExact();
  }
}
