package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.Interval;
import java.util.Optional;

/** Non-inferiority: whether an arm is shown to lose no more than the margin of a guardrail. */
final class Guardrail {
  private Guardrail() {}

  /**
   * Whether the interval of the difference lies on the good side of the margin as a whole. Empty
   * for metrics that are no guardrail or state no margin; false while nothing is shown.
   */
  static Optional<Boolean> holds(Contrast contrast, MetricComparison comparison, double alpha) {
    Metric metric = contrast.metric();
    if (!metric.isGuardrail() || metric.margin() == null) {
      return Optional.empty();
    }
    Optional<Interval> interval = comparison.differenceInterval(alpha);
    if (interval.isEmpty()) {
      return Optional.of(false);
    }
    double worst = metric.goodSign() > 0 ? interval.get().low() : -interval.get().high();
    return Optional.of(worst > -metric.margin().doubleValue());
  }
}
