package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.SampleRatio;
import io.leadhouse.statistics.experiment.Significance;
import java.util.Optional;

/**
 * How assignments were spread over the arms, before anything is excluded.
 *
 * @param test against the planned weights; empty with fewer than two weighted arms or nobody in
 *     them
 * @param unplanned assignments to arms that were to get none
 * @param isMismatch whether the test says that this was no chance
 */
record Spread(Optional<Significance> test, long unplanned, boolean isMismatch) {
  static Spread of(Trial trial, ExperimentSettings settings) {
    long[] units = trial.plan().arms().stream().mapToLong(trial::assigned).toArray();
    double[] weights = trial.plan().arms().stream().mapToDouble(Arm::weight).toArray();
    Optional<Significance> test = SampleRatio.test(units, weights);
    long unplanned =
        trial.plan().arms().stream()
            .filter(arm -> !arm.isWeighted())
            .mapToLong(trial::assigned)
            .sum();
    boolean mismatch = test.isPresent() && test.get().pValue() < settings.sampleRatioAlpha();
    return new Spread(test, unplanned, mismatch);
  }

  /** Whether the arms cannot be compared at all. */
  boolean isInvalid() {
    return isMismatch || unplanned > 0;
  }
}
