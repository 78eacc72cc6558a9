package io.leadhouse.models.experiment;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * How long units were drawn.
 *
 * @param days complete local days from the first on
 */
record RunningTime(long days) {
  private static final int WEEK = 7;

  /**
   * From its first day, or the first assignment where none is stated, to its last day; to the last
   * assignment where it was completed without one, and to the last complete day while it goes on.
   */
  static RunningTime of(Trial trial) {
    ExperimentPlan plan = trial.plan();
    LocalDate from = plan.startsOn() == null ? trial.firstAssignedOn() : plan.startsOn();
    LocalDate complete = plan.asOfDay().minusDays(1);
    LocalDate to =
        plan.endsOn() == null && plan.hasEnded() ? trial.lastAssignedOn() : plan.endsOn();
    if (to == null || to.isAfter(complete)) {
      to = complete;
    }
    return new RunningTime(from == null ? 0 : Math.max(0, ChronoUnit.DAYS.between(from, to) + 1));
  }

  /** Long enough, and in whole weeks, so that every weekday counts the same. */
  boolean isSound(int minimumDays) {
    return days >= minimumDays && days % WEEK == 0;
  }
}
