package io.leadhouse.simulator;

/**
 * A test as it is planned.
 *
 * @param sampleSize units per arm; low enough for the smallest arm to reach it
 */
record PlannedTest(ExperimentDays days, int sampleSize) {
  /** Of the units expected; no arm gets less than 0.4 of them. */
  private static final double PLANNED_SHARE = 0.35;

  static PlannedTest of(SimulatorSettings settings, World.Organization organization) {
    World.Experiment experiment = organization.experiment();
    ExperimentDays days = ExperimentDays.of(settings, experiment);
    double units =
        new Arrivals(settings, organization)
            .expected(
                days.first().minusDays(experiment.ageDays()),
                days.last().plusDays(1).minusDays(experiment.ageDays()));
    return new PlannedTest(days, (int) Math.max(1, Math.floor(PLANNED_SHARE * units)));
  }
}
