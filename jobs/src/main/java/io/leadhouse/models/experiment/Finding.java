package io.leadhouse.models.experiment;

import java.time.LocalDate;

/**
 * That an arm differs from the control on the primary metric. Once found it stays, whatever later
 * days bring.
 *
 * @param on last local day of the data that showed it
 * @param by {@link #FIXED_LOOK} or {@link #ALWAYS_VALID}
 * @param pValue Holm's, over all questions of the test
 * @param gain difference to the control, above 0 where it is good
 * @param comparison the two arms on that day
 */
record Finding(
    Contrast contrast,
    LocalDate on,
    String by,
    double pValue,
    double gain,
    MetricComparison comparison) {
  static final String FIXED_LOOK = "fixed_look";
  static final String ALWAYS_VALID = "always_valid";

  boolean isGood() {
    return gain > 0;
  }
}
