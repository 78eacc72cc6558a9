package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.ConfidenceSequence.Look;
import io.leadhouse.statistics.experiment.Interval;
import io.leadhouse.statistics.experiment.Lift;
import io.leadhouse.statistics.experiment.MeanComparison;
import io.leadhouse.statistics.experiment.MeanPower;
import io.leadhouse.statistics.experiment.Posterior;
import io.leadhouse.statistics.experiment.PosteriorComparison;
import io.leadhouse.statistics.experiment.PowerPlan;
import io.leadhouse.statistics.experiment.Sample;
import io.leadhouse.statistics.experiment.Significance;
import io.leadhouse.statistics.experiment.WelchResult;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Two arms on a metric of which a unit has more or less.
 *
 * @param test how the samples came about: welch as they are, welch_cuped adjusted for what units
 *     did before, delta from a ratio
 */
record MeanArms(String test, Sample control, Sample treatment) implements MetricComparison {
  @Override
  public Optional<Significance> significance() {
    return pair().welch().map(welch -> new Significance(welch.t(), welch.pValue()));
  }

  @Override
  public OptionalDouble degreesOfFreedom() {
    Optional<WelchResult> welch = pair().welch();
    return welch.isPresent()
        ? OptionalDouble.of(welch.get().degreesOfFreedom())
        : OptionalDouble.empty();
  }

  @Override
  public OptionalDouble difference() {
    return pair().difference();
  }

  @Override
  public Optional<Interval> differenceInterval(double alpha) {
    return pair().differenceInterval(alpha);
  }

  @Override
  public Optional<Lift> lift(double alpha) {
    return pair().lift(alpha);
  }

  @Override
  public OptionalDouble cohensH() {
    return OptionalDouble.empty();
  }

  @Override
  public OptionalDouble cohensD() {
    return pair().cohensD();
  }

  @Override
  public Optional<Significance> chiSquare() {
    return Optional.empty();
  }

  @Override
  public Optional<Significance> yates() {
    return Optional.empty();
  }

  @Override
  public OptionalDouble fisher() {
    return OptionalDouble.empty();
  }

  @Override
  public OptionalDouble power(double effect, double alpha) {
    return MeanPower.power(pair(), control.mean() * effect, alpha);
  }

  @Override
  public OptionalDouble requiredUnits(double effect, PowerPlan plan) {
    if (control.units() < 2 || treatment.units() < 2) {
      return OptionalDouble.empty();
    }
    return MeanPower.requiredUnits(
        control.standardDeviation().orElseThrow(),
        treatment.standardDeviation().orElseThrow(),
        control.mean() * effect,
        plan);
  }

  @Override
  public OptionalDouble minimumDetectableDifference(PowerPlan plan) {
    return MeanPower.minimumDetectableDifference(pair(), plan);
  }

  @Override
  public OptionalDouble controlValue() {
    return value(control);
  }

  @Override
  public OptionalDouble treatmentValue() {
    return value(treatment);
  }

  private static OptionalDouble value(Sample sample) {
    return sample.units() == 0 ? OptionalDouble.empty() : OptionalDouble.of(sample.mean());
  }

  @Override
  public Optional<Look> look() {
    return Look.at(pair());
  }

  @Override
  public Optional<PosteriorComparison> posterior() {
    return Posterior.of(pair());
  }

  private MeanComparison pair() {
    return new MeanComparison(control, treatment);
  }
}
