package io.leadhouse.statistics.experiment;

import java.util.Optional;
import org.apache.commons.math3.util.FastMath;

/**
 * A difference relative to the control.
 *
 * @param estimate treatment / control − 1; above −1
 * @param interval its confidence interval
 */
public record Lift(double estimate, Interval interval) {
  /** From a ratio above 0 and the standard error of its logarithm, by the normal distribution. */
  static Optional<Lift> ofRatio(double ratio, double logError, double alpha) {
    double half = Normal.twoSidedQuantile(alpha) * logError;
    Interval interval =
        new Interval(ratio * FastMath.exp(-half) - 1, ratio * FastMath.exp(half) - 1);
    return Double.isFinite(interval.high())
        ? Optional.of(new Lift(ratio - 1, interval))
        : Optional.empty();
  }
}
