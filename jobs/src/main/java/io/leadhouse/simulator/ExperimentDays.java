package io.leadhouse.simulator;

import java.time.LocalDate;

/**
 * The local days of a test.
 *
 * @param drafted the day from which the test is in the CRM
 * @param first first day of assignments
 * @param last last day of assignments
 */
record ExperimentDays(LocalDate drafted, LocalDate first, LocalDate last) {
  private static final int DRAFT_DAYS = 14;

  static ExperimentDays of(SimulatorSettings settings, World.Experiment experiment) {
    LocalDate first = settings.stretchEnd().plusDays(experiment.firstDay());
    LocalDate last = settings.stretchEnd().plusDays(experiment.lastDay());
    return new ExperimentDays(first.minusDays(DRAFT_DAYS), first, last);
  }
}
