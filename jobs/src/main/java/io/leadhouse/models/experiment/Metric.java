package io.leadhouse.models.experiment;

import java.math.BigDecimal;

/**
 * What a test measures.
 *
 * @param kind proportion, mean or ratio
 * @param role primary, secondary or guardrail
 * @param goodDirection up or down
 * @param margin for a guardrail, the absolute loss that would be put up with; null when not stated
 * @param isAdjusted whether what units did before goes into a comparison of means (CUPED)
 */
record Metric(
    String name,
    String kind,
    String role,
    String goodDirection,
    BigDecimal margin,
    boolean isAdjusted) {
  static final String PROPORTION = "proportion";
  static final String MEAN = "mean";
  static final String RATIO = "ratio";
  static final String PRIMARY = "primary";
  static final String SECONDARY = "secondary";
  static final String GUARDRAIL = "guardrail";
  static final String UP = "up";
  static final String DOWN = "down";

  boolean isProportion() {
    return kind.equals(PROPORTION);
  }

  boolean isRatio() {
    return kind.equals(RATIO);
  }

  boolean isGuardrail() {
    return role.equals(GUARDRAIL);
  }

  /** 1 where more is better, −1 where less is. */
  int goodSign() {
    return goodDirection.equals(DOWN) ? -1 : 1;
  }
}
