package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.ConfidenceSequence.Look;
import io.leadhouse.statistics.experiment.Interval;
import io.leadhouse.statistics.experiment.Lift;
import io.leadhouse.statistics.experiment.PosteriorComparison;
import io.leadhouse.statistics.experiment.PowerPlan;
import io.leadhouse.statistics.experiment.Significance;
import java.util.Optional;
import java.util.OptionalDouble;

/** An arm beside the control on one metric, in the terms that all kinds of metrics share. */
sealed interface MetricComparison permits ProportionArms, MeanArms {
  /** Name of the test that {@link #significance} is of. */
  String test();

  /** The one test of this comparison; empty where nothing can be tested. */
  Optional<Significance> significance();

  OptionalDouble degreesOfFreedom();

  OptionalDouble difference();

  Optional<Interval> differenceInterval(double alpha);

  Optional<Lift> lift(double alpha);

  OptionalDouble cohensH();

  OptionalDouble cohensD();

  Optional<Significance> chiSquare();

  Optional<Significance> yates();

  OptionalDouble fisher();

  /** Chance that the units at hand show a relative effect; negative for a fall. */
  OptionalDouble power(double effect, double alpha);

  /** Units per arm that show a relative effect; negative for a fall. */
  OptionalDouble requiredUnits(double effect, PowerPlan plan);

  /** Smallest absolute difference that the units at hand show. */
  OptionalDouble minimumDetectableDifference(PowerPlan plan);

  /** The control's rate or mean. */
  OptionalDouble controlValue();

  /** The treatment's rate or mean. */
  OptionalDouble treatmentValue();

  Optional<Look> look();

  Optional<PosteriorComparison> posterior();
}
