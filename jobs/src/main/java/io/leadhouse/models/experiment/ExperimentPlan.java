package io.leadhouse.models.experiment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A test as it was planned, and the day that it is looked at.
 *
 * @param status draft, running, paused or completed
 * @param startsOn first local day; null when not stated
 * @param endsOn last local day; null while it is open
 * @param arms in their order, planned ones first; each variant once
 * @param metrics in their order; each name once
 * @param plannedUnits units that each arm was to have; null when not stated
 * @param minimumEffect smallest effect worth knowing, relative to the control; null when not stated
 * @param asOfDay local day that is in progress
 */
record ExperimentPlan(
    String organizationId,
    String experimentId,
    String status,
    LocalDate startsOn,
    LocalDate endsOn,
    List<Arm> arms,
    List<Metric> metrics,
    Integer plannedUnits,
    BigDecimal minimumEffect,
    BigDecimal confidenceLevel,
    LocalDate asOfDay) {

  double alpha() {
    return BigDecimal.ONE.subtract(confidenceLevel).doubleValue();
  }

  /** The arm that others are compared with; empty where it was to get no units. */
  Optional<Arm> control() {
    return arms.stream().filter(arm -> arm.isControl() && arm.isWeighted()).findFirst();
  }

  /** Arms that were to get units. */
  List<Arm> weightedArms() {
    return arms.stream().filter(Arm::isWeighted).toList();
  }

  /** The metric that decides: the first that says so, else the first. */
  Optional<Metric> primaryMetric() {
    return metrics.stream()
        .filter(metric -> metric.role().equals(Metric.PRIMARY))
        .findFirst()
        .or(() -> metrics.stream().findFirst());
  }

  /** All questions of the test, whether the data can answer them or not. */
  List<Contrast> contrasts() {
    if (control().isEmpty()) {
      return List.of();
    }
    return metrics.stream()
        .flatMap(
            metric ->
                weightedArms().stream()
                    .filter(arm -> !arm.isControl())
                    .map(arm -> new Contrast(metric, arm)))
        .toList();
  }

  boolean isDraft() {
    return status.equals("draft");
  }

  boolean isPaused() {
    return status.equals("paused");
  }

  /** Whether no more units are drawn. */
  boolean hasEnded() {
    return status.equals("completed") || (endsOn != null && endsOn.isBefore(asOfDay));
  }
}
