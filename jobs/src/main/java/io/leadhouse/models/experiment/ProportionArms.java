package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.ConfidenceSequence.Look;
import io.leadhouse.statistics.experiment.Interval;
import io.leadhouse.statistics.experiment.Lift;
import io.leadhouse.statistics.experiment.Posterior;
import io.leadhouse.statistics.experiment.PosteriorComparison;
import io.leadhouse.statistics.experiment.PowerPlan;
import io.leadhouse.statistics.experiment.Proportion;
import io.leadhouse.statistics.experiment.ProportionComparison;
import io.leadhouse.statistics.experiment.ProportionPower;
import io.leadhouse.statistics.experiment.Significance;
import java.util.Optional;
import java.util.OptionalDouble;

/** Two arms on a metric that a unit does or does not do. */
record ProportionArms(Proportion control, Proportion treatment) implements MetricComparison {
  @Override
  public String test() {
    return isSmall() ? "fisher" : "z";
  }

  /** z while the counts allow it, with Fisher's p-value where they do not. */
  @Override
  public Optional<Significance> significance() {
    Optional<Significance> z = pair().zTest();
    return isSmall()
        ? z.map(test -> new Significance(test.statistic(), pair().fisherExact().orElseThrow()))
        : z;
  }

  @Override
  public OptionalDouble degreesOfFreedom() {
    return OptionalDouble.empty();
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
    return pair().cohensH();
  }

  @Override
  public OptionalDouble cohensD() {
    return OptionalDouble.empty();
  }

  @Override
  public Optional<Significance> chiSquare() {
    return pair().chiSquare();
  }

  @Override
  public Optional<Significance> yates() {
    return pair().yates();
  }

  @Override
  public OptionalDouble fisher() {
    return isSmall() ? pair().fisherExact() : OptionalDouble.empty();
  }

  @Override
  public OptionalDouble power(double effect, double alpha) {
    if (control.units() == 0) {
      return OptionalDouble.empty();
    }
    double rate = control.rate().orElseThrow();
    return ProportionPower.power(
        rate, rate * (1 + effect), control.units(), treatment.units(), alpha);
  }

  @Override
  public OptionalDouble requiredUnits(double effect, PowerPlan plan) {
    if (control.units() == 0) {
      return OptionalDouble.empty();
    }
    double rate = control.rate().orElseThrow();
    return ProportionPower.requiredUnits(rate, rate * (1 + effect), plan);
  }

  @Override
  public OptionalDouble minimumDetectableDifference(PowerPlan plan) {
    return control.units() == 0
        ? OptionalDouble.empty()
        : ProportionPower.minimumDetectableRise(
            control.rate().orElseThrow(), control.units(), treatment.units(), plan);
  }

  @Override
  public OptionalDouble controlValue() {
    return control.rate();
  }

  @Override
  public OptionalDouble treatmentValue() {
    return treatment.rate();
  }

  @Override
  public Optional<Look> look() {
    return Look.at(pair());
  }

  @Override
  public Optional<PosteriorComparison> posterior() {
    return Posterior.of(pair());
  }

  private ProportionComparison pair() {
    return new ProportionComparison(control, treatment);
  }

  private boolean isSmall() {
    OptionalDouble expected = pair().smallestExpectedCount();
    return expected.isPresent()
        && expected.getAsDouble() < ProportionComparison.SMALL_EXPECTED_COUNT;
  }
}
