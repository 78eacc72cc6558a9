package io.leadhouse.models.experiment;

import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;

/**
 * A test and all that is known of it by the end of the last complete day.
 *
 * @param days what became complete on each local day
 * @param units units that are in one arm only, complete or not, by arm and metric
 * @param assigned assignments by variant, before anything is excluded
 * @param unitsInSeveral units that were put into more than one arm, which are in no other figure
 * @param lastAssignedOn last local day with an assignment; null when there is none
 */
record Trial(
    ExperimentPlan plan,
    NavigableMap<LocalDate, Map<Cell, ArmTotals>> days,
    Map<Cell, Long> units,
    Map<String, Long> assigned,
    long unitsInSeveral,
    LocalDate firstAssignedOn,
    LocalDate lastAssignedOn) {

  /** Units of an arm on a metric, complete or not. */
  long units(Metric metric, Arm arm) {
    return units.getOrDefault(new Cell(metric.name(), arm.variant()), 0L);
  }

  long assigned(Arm arm) {
    return assigned.getOrDefault(arm.variant(), 0L);
  }
}
