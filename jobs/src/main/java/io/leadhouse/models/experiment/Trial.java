package io.leadhouse.models.experiment;

import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;

/**
 * A test and all that is known of it by the end of the last complete day.
 *
 * @param days what became complete on each local day
 * @param units units that are in one arm only, complete or not, by variant
 * @param assigned assignments by variant, before anything is excluded
 * @param immatureUnits units in one arm whose outcome is still open
 * @param unitsInSeveral units that were put into more than one arm, which are in no other figure
 * @param firstAssignedOn first local day with an assignment; null when there is none
 * @param lastAssignedOn last local day with an assignment; null when there is none
 */
record Trial(
    ExperimentPlan plan,
    NavigableMap<LocalDate, Map<Cell, ArmTotals>> days,
    Map<String, Long> units,
    Map<String, Long> assigned,
    long immatureUnits,
    long unitsInSeveral,
    LocalDate firstAssignedOn,
    LocalDate lastAssignedOn) {

  /** Units of an arm, complete or not. */
  long units(Arm arm) {
    return units.getOrDefault(arm.variant(), 0L);
  }

  long assigned(Arm arm) {
    return assigned.getOrDefault(arm.variant(), 0L);
  }

  /** Whether the outcome of a unit is still open. */
  boolean hasImmatureUnits() {
    return immatureUnits > 0;
  }
}
