package io.leadhouse.models.experiment;

import static io.leadhouse.statistics.experiment.SignificantDigits.round;

import io.leadhouse.statistics.experiment.ConfidenceSequence.Look;
import io.leadhouse.statistics.experiment.Interval;
import io.leadhouse.statistics.experiment.Lift;
import io.leadhouse.statistics.experiment.MultipleTesting;
import io.leadhouse.statistics.experiment.PosteriorComparison;
import io.leadhouse.statistics.experiment.PowerPlan;
import io.leadhouse.statistics.experiment.Sample;
import io.leadhouse.statistics.experiment.Significance;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The rows of experiment_result for one test. */
final class ResultRows {
  private static final int TOTAL_SCALE = 6;

  private static final StructType ARM =
      StructType.fromDDL(
          "organization_id string, experiment_id string, metric string, variant string,"
              + " is_control boolean, kind string, role string, good_direction string,"
              + " planned_weight double, units bigint, mature_units bigint, is_mature boolean,"
              + " outcome_total decimal(38,6), denominator_total decimal(38,6), value double,"
              + " standard_deviation double, rate_low double, rate_high double,"
              + " confidence_level decimal(5,4)");

  private static final StructType COMPARISON =
      StructType.fromDDL(
          "test string, difference double, difference_low double, difference_high double,"
              + " lift double, lift_low double, lift_high double, statistic double,"
              + " degrees_of_freedom double, p_value double, p_value_holm double,"
              + " p_value_bh double, chi_square double, chi_square_yates double,"
              + " p_value_yates double, p_value_fisher double, cohens_h double, cohens_d double,"
              + " power double, minimum_detectable_difference double,"
              + " minimum_detectable_lift double, required_units bigint,"
              + " always_valid_p_value double, always_valid_p_value_holm double,"
              + " always_valid_low double, always_valid_high double, probability_better double,"
              + " expected_loss double, expected_loss_of_control double,"
              + " is_non_inferior boolean");

  static final StructType SCHEMA =
      new StructType(
          Stream.of(ARM, COMPARISON)
              .flatMap(part -> Arrays.stream(part.fields()))
              .toArray(StructField[]::new));

  private final Trial trial;
  private final ExperimentPlan plan;
  private final Course course;
  private final PowerPlan power;
  private final Map<Contrast, Double> p;
  private final Map<Contrast, Double> holm;
  private final Map<Contrast, Double> benjaminiHochberg;
  private final Map<Contrast, Double> alwaysValid;
  private final Map<Contrast, Double> alwaysValidHolm;

  ResultRows(Trial trial, ExperimentSettings settings) {
    this.trial = trial;
    this.plan = trial.plan();
    this.course = Course.of(trial, settings);
    this.power = new PowerPlan(plan.alpha(), settings.power());
    this.p = course.pValues();
    this.holm = course.adjusted(p, MultipleTesting::holm);
    this.benjaminiHochberg = course.adjusted(p, MultipleTesting::benjaminiHochberg);
    this.alwaysValid = course.alwaysValidPValues();
    this.alwaysValidHolm = course.adjusted(alwaysValid, MultipleTesting::holm);
  }

  List<Row> all() {
    List<Contrast> contrasts = plan.contrasts();
    List<Row> rows = new ArrayList<>();
    for (Metric metric : plan.metrics()) {
      for (Arm arm : plan.arms()) {
        Contrast contrast = new Contrast(metric, arm);
        List<Object> values = new ArrayList<>(arm(metric, arm));
        values.addAll(
            contrasts.contains(contrast)
                ? comparison(contrast)
                : Arrays.asList(new Object[COMPARISON.length()]));
        rows.add(RowFactory.create(values.toArray()));
      }
    }
    return rows;
  }

  private List<Object> arm(Metric metric, Arm arm) {
    MetricTotals totals = course.totals(metric);
    ArmTotals of = totals.of(arm);
    Sample sample = totals.sample(arm);
    Optional<Interval> rate =
        metric.isProportion() ? of.proportion().wilsonInterval(plan.alpha()) : Optional.empty();
    BigDecimal denominator = metric.isRatio() ? total(of.outcomes().sumOfB()) : null;
    return Arrays.asList(
        plan.organizationId(),
        plan.experimentId(),
        metric.name(),
        arm.variant(),
        arm.isControl(),
        metric.kind(),
        metric.role(),
        metric.goodDirection(),
        arm.weight(),
        trial.units(arm),
        of.units(),
        isMature(metric, arm),
        total(of.outcomes().sumOfA()),
        denominator,
        sample.units() == 0 ? null : round(sample.mean()),
        round(metric.isProportion() ? deviation(of) : sample.standardDeviation()),
        low(rate),
        high(rate),
        plan.confidenceLevel());
  }

  /** √(p(1 − p)). */
  private static OptionalDouble deviation(ArmTotals arm) {
    OptionalDouble rate = arm.proportion().rate();
    return rate.isEmpty()
        ? rate
        : OptionalDouble.of(Math.sqrt(rate.getAsDouble() * (1 - rate.getAsDouble())));
  }

  private boolean isMature(Metric metric, Arm arm) {
    return isComplete(metric, arm)
        && plan.control().filter(control -> isComplete(metric, control)).isPresent();
  }

  private boolean isComplete(Metric metric, Arm arm) {
    long units = trial.units(arm);
    return units > 0 && course.totals(metric).of(arm).units() == units;
  }

  private List<Object> comparison(Contrast contrast) {
    MetricComparison arms = course.comparison(contrast);
    double alpha = plan.alpha();
    Optional<Interval> interval = arms.differenceInterval(alpha);
    Optional<Lift> lift = arms.lift(alpha);
    Optional<Interval> liftInterval = lift.map(Lift::interval);
    Optional<Interval> always = course.look(contrast).flatMap(this::alwaysValidInterval);
    List<Object> values = new ArrayList<>();
    values.add(arms.significance().isPresent() ? arms.test() : null);
    values.add(round(arms.difference()));
    values.add(low(interval));
    values.add(high(interval));
    values.add(lift.map(l -> round(l.estimate())).orElse(null));
    values.add(low(liftInterval));
    values.add(high(liftInterval));
    values.add(statistic(arms.significance()));
    values.add(round(arms.degreesOfFreedom()));
    values.add(rounded(p.get(contrast)));
    values.add(rounded(holm.get(contrast)));
    values.add(rounded(benjaminiHochberg.get(contrast)));
    values.add(statistic(arms.chiSquare()));
    values.add(statistic(arms.yates()));
    values.add(arms.yates().map(yates -> round(yates.pValue())).orElse(null));
    values.add(round(arms.fisher()));
    values.add(round(arms.cohensH()));
    values.add(round(arms.cohensD()));
    values.addAll(planning(contrast, arms));
    values.add(rounded(alwaysValid.get(contrast)));
    values.add(rounded(alwaysValidHolm.get(contrast)));
    values.add(low(always));
    values.add(high(always));
    values.addAll(posterior(contrast, arms));
    values.add(Guardrail.holds(contrast, arms, alpha).orElse(null));
    return values;
  }

  private Optional<Interval> alwaysValidInterval(Look look) {
    return course.sequence().interval(look);
  }

  /** power, minimum_detectable_difference, minimum_detectable_lift, required_units. */
  private List<Object> planning(Contrast contrast, MetricComparison arms) {
    OptionalDouble detectable = arms.minimumDetectableDifference(power);
    OptionalDouble control = arms.controlValue();
    Double lift =
        detectable.isPresent() && control.isPresent() && control.getAsDouble() > 0
            ? round(detectable.getAsDouble() / control.getAsDouble())
            : null;
    OptionalDouble chance = OptionalDouble.empty();
    OptionalDouble required = OptionalDouble.empty();
    if (plan.minimumEffect() != null) {
      double effect = plan.minimumEffect().abs().doubleValue() * contrast.metric().goodSign();
      chance = arms.power(effect, plan.alpha());
      required = arms.requiredUnits(effect, power);
    }
    Long units = required.isEmpty() ? null : (long) Math.ceil(required.getAsDouble());
    return Arrays.asList(round(chance), round(detectable), lift, units);
  }

  /** probability_better, expected_loss, expected_loss_of_control. */
  private static List<Object> posterior(Contrast contrast, MetricComparison arms) {
    Optional<PosteriorComparison> posterior = arms.posterior();
    if (posterior.isEmpty()) {
      return Arrays.asList(null, null, null);
    }
    double higher = posterior.get().probabilityTreatmentHigher();
    double lossOfTreatment = posterior.get().expectedLossOfTreatment();
    double lossOfControl = posterior.get().expectedLossOfControl();
    return contrast.metric().goodSign() > 0
        ? Arrays.asList(round(higher), round(lossOfTreatment), round(lossOfControl))
        : Arrays.asList(round(1 - higher), round(lossOfControl), round(lossOfTreatment));
  }

  private static Double statistic(Optional<Significance> test) {
    return test.map(significance -> round(significance.statistic())).orElse(null);
  }

  private static Double rounded(Double value) {
    return value == null ? null : Double.valueOf(round(value.doubleValue()));
  }

  private static Double low(Optional<Interval> interval) {
    return interval.map(i -> round(i.low())).orElse(null);
  }

  private static Double high(Optional<Interval> interval) {
    return interval.map(i -> round(i.high())).orElse(null);
  }

  private static BigDecimal total(BigDecimal sum) {
    return sum.setScale(TOTAL_SCALE, RoundingMode.UNNECESSARY);
  }
}
