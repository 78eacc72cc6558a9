package io.leadhouse.models.experiment;

import static io.leadhouse.statistics.experiment.SignificantDigits.round;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.leadhouse.statistics.experiment.Significance;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The row of experiment_health for one test. */
final class HealthRow {
  static final StructType SCHEMA =
      StructType.fromDDL(
          "organization_id string, experiment_id string, campaign_id string, name string,"
              + " experiment_type string, status string, starts_on int, ends_on int,"
              + " duration_days bigint, duration_ok boolean, arms string, arm_count int,"
              + " assignments bigint, units bigint, mature_units bigint,"
              + " units_in_several_variants bigint, assignments_to_unplanned_arms bigint,"
              + " srm_statistic double, srm_p_value double, is_srm boolean,"
              + " planned_units_per_arm int, mature_units_of_smallest_arm bigint,"
              + " is_planned_size_reached boolean, planned_units_on int, primary_metric string,"
              + " confidence_level decimal(5,4), verdict string, decided_variant string,"
              + " decided_on int, decided_by string, decision_p_value double,"
              + " recommendation string");

  /** Columns that are days, here as their number since 1970. */
  static final List<String> DAYS =
      List.of("starts_on", "ends_on", "planned_units_on", "decided_on");

  private static final ObjectMapper JSON = new ObjectMapper();

  private HealthRow() {}

  static Row of(Row row, ExperimentSettings settings) {
    Trial trial = TrialReader.read(row);
    ExperimentPlan plan = trial.plan();
    Course course = Course.of(trial, settings);
    Spread spread = Spread.of(trial, settings);
    RunningTime duration = RunningTime.of(trial);
    Optional<Verdict> verdict = Verdict.of(trial, course, spread, settings);
    // A spread that is wrong takes the ground from under any decision.
    Optional<Finding> decision = spread.isInvalid() ? Optional.empty() : course.decision();
    long units = plan.arms().stream().mapToLong(trial::units).sum();
    return RowFactory.create(
        plan.organizationId(),
        plan.experimentId(),
        row.getAs("campaign_id"),
        row.getAs("name"),
        row.getAs("experiment_type"),
        plan.status(),
        number(Optional.ofNullable(plan.startsOn())),
        number(Optional.ofNullable(plan.endsOn())),
        duration.days(),
        duration.isSound(settings.minimumDays()),
        arms(trial, course),
        plan.arms().size(),
        trial.assigned().values().stream().mapToLong(Long::longValue).sum(),
        units,
        units - trial.immatureUnits(),
        trial.unitsInSeveral(),
        spread.unplanned(),
        spread.test().map(test -> round(test.statistic())).orElse(null),
        spread.test().map(Significance::pValue).map(p -> round(p.doubleValue())).orElse(null),
        spread.isMismatch(),
        plan.plannedUnits(),
        course.unitsOfSmallestArm(),
        plan.plannedUnits() == null ? null : course.plannedUnitsOn().isPresent(),
        number(course.plannedUnitsOn()),
        plan.primaryMetric().map(Metric::name).orElse(null),
        plan.confidenceLevel(),
        verdict.map(Verdict::text).orElse(null),
        decision.map(finding -> finding.contrast().treatment().variant()).orElse(null),
        number(decision.map(Finding::on)),
        decision.map(Finding::by).orElse(null),
        decision.map(finding -> round(finding.pValue())).orElse(null),
        new Recommendation(trial, course, spread, settings).text(verdict));
  }

  private static Integer number(Optional<LocalDate> day) {
    return day.map(d -> Math.toIntExact(d.toEpochDay())).orElse(null);
  }

  private static String arms(Trial trial, Course course) {
    ArrayNode arms = JSON.createArrayNode();
    Optional<Metric> primary = trial.plan().primaryMetric();
    for (Arm arm : trial.plan().arms()) {
      arms.addObject()
          .put("variant", arm.variant())
          .put("is_control", arm.isControl())
          .put("planned_weight", arm.weight())
          .put("assignments", trial.assigned(arm))
          .put("units", trial.units(arm))
          .put(
              "mature_units",
              primary.map(metric -> course.totals(metric).of(arm).units()).orElse(0L));
    }
    return arms.toString();
  }
}
