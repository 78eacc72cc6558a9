package io.leadhouse.models.experiment;

import java.math.BigDecimal;

/**
 * What a test measures.
 *
 * @param kind as the test names it; only {@link #PROPORTION} and {@link #MEAN} are analysed
 * @param margin for a guardrail, the absolute loss that would be put up with; null when not stated
 */
record Metric(String name, String kind, String role, String goodDirection, BigDecimal margin) {
  static final String PROPORTION = "proportion";
  static final String MEAN = "mean";
  static final String PRIMARY = "primary";
  static final String GUARDRAIL = "guardrail";
  static final String UP = "up";
  static final String DOWN = "down";

  boolean isAnalysed() {
    return isProportion() || kind.equals(MEAN);
  }

  boolean isProportion() {
    return kind.equals(PROPORTION);
  }

  boolean isPrimary() {
    return role.equals(PRIMARY);
  }

  boolean isGuardrail() {
    return role.equals(GUARDRAIL);
  }

  /** 1 where more is better, −1 where less is. */
  int goodSign() {
    return goodDirection.equals(DOWN) ? -1 : 1;
  }
}
