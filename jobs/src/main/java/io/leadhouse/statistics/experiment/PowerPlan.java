package io.leadhouse.statistics.experiment;

/**
 * What a test is to achieve.
 *
 * @param alpha chance of a false alarm, two-sided; above 0 and below 1
 * @param power chance of seeing a difference that is there; above alpha / 2 and below 1
 */
public record PowerPlan(double alpha, double power) {
  public PowerPlan {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha must lie between 0 and 1, not " + alpha);
    }
    // Below alpha / 2 even a test of no units would be powerful enough.
    if (!(power > alpha / 2 && power < 1)) {
      throw new IllegalArgumentException("power must lie between alpha / 2 and 1, not " + power);
    }
  }

  double alphaQuantile() {
    return Normal.twoSidedQuantile(alpha);
  }

  double powerQuantile() {
    return Normal.quantile(power);
  }
}
