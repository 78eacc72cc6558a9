package io.leadhouse.models.experiment;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.leadhouse.model.ModelInputs;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * All that is known of each test in one row, which {@link TrialReader} reads. Units with equal
 * figures are counted together, so that a row is as long as there are different ones.
 */
final class Trials {
  private static final String ORGANIZATION = "organization_id";
  private static final String EXPERIMENT = "experiment_id";
  private static final String VARIANT = "variant";
  private static final String UNIT = "source_lead_id";
  private static final String IS_IN_SEVERAL = "is_in_several";

  private Trials() {}

  static Dataset<Row> rows(ModelInputs inputs) {
    Dataset<Row> ends =
        inputs.table("reporting_day").select(ORGANIZATION, "time_zone", "as_of_day", "end_at");
    Dataset<Row> units = units(inputs.table("experiment_unit"), ends);
    Column[] test = {col(ORGANIZATION), col(EXPERIMENT)};
    Dataset<Row> people =
        units.select(col(ORGANIZATION), col(EXPERIMENT), col(UNIT), col(IS_IN_SEVERAL)).distinct();
    Dataset<Row> several =
        people.where(col(IS_IN_SEVERAL)).groupBy(test).agg(count(lit(1)).as("units_in_several"));
    Dataset<Row> days =
        units
            .groupBy(test)
            .agg(
                min("assigned_day").as("first_assigned_day"),
                max("assigned_day").as("last_assigned_day"));
    return plans(inputs.table("stg_experiment"), ends)
        .join(outcomes(units), keys(), "left")
        .join(assignments(inputs.table("stg_experiment_assignment"), ends, people), keys(), "left")
        .join(several, keys(), "left")
        .join(days, keys(), "left")
        .withColumn("units_in_several", coalesce(col("units_in_several"), lit(0L)));
  }

  private static String[] keys() {
    return new String[] {ORGANIZATION, EXPERIMENT};
  }

  private static Dataset<Row> plans(Dataset<Row> experiments, Dataset<Row> ends) {
    return experiments
        .join(ends, ORGANIZATION)
        .select(
            col(ORGANIZATION),
            col(EXPERIMENT),
            col("campaign_id"),
            col("name"),
            col("experiment_type"),
            coalesce(col("status"), lit("running")).as("status"),
            expr("unix_date(starts_on)").as("starts_day"),
            expr("unix_date(ends_on)").as("ends_day"),
            expr("unix_date(as_of_day)").as("as_of_day"),
            expr("from_json(variants,"
                    + " 'array<struct<name: string, weight: double, is_control: boolean>>')")
                .as("variants"),
            expr("from_json(metrics, 'array<struct<name: string, kind: string, role: string,"
                    + " good_direction: string, margin: decimal(18,6), cuped: boolean>>')")
                .as("metrics"),
            col("planned_sample_size"),
            col("minimum_effect"),
            col("confidence_level"));
  }

  /**
   * Units drawn by the end of knowledge. Days are those whose midnight the organization has seen:
   * an outcome that ends at midnight is complete on the day that ends there.
   */
  private static Dataset<Row> units(Dataset<Row> units, Dataset<Row> ends) {
    Column isProportion = col("kind").equalTo(Metric.PROPORTION);
    return units
        .join(ends, ORGANIZATION)
        .where("assigned_at < end_at")
        .withColumn("is_mature", expr("outcome_ends_at <= end_at"))
        .select(
            col(ORGANIZATION),
            col(EXPERIMENT),
            col(UNIT),
            col("metric"),
            col(VARIANT),
            coalesce(col("reassigned_at").lt(col("end_at")), lit(false)).as(IS_IN_SEVERAL),
            expr("unix_date(to_date(from_utc_timestamp(assigned_at, time_zone)))")
                .as("assigned_day"),
            expr("CASE WHEN is_mature THEN unix_date(to_date(from_utc_timestamp("
                    + "outcome_ends_at - INTERVAL '0.000001' SECOND, time_zone))) END")
                .as("mature_day"),
            ifMature(
                    when(isProportion, expr("CASE WHEN outcome_count > 0 THEN 1 ELSE 0 END"))
                        .otherwise(col("outcome_value")))
                .as("outcome"),
            ifMature(col("denominator_value")).as("denominator"),
            // Other kinds are not adjusted, and what they did before would only tell units apart.
            ifMature(when(col("kind").equalTo(Metric.MEAN), col("pre_value"))).as("before"));
  }

  private static Column ifMature(Column value) {
    return when(col("is_mature"), value).cast("decimal(38,6)");
  }

  private static Dataset<Row> outcomes(Dataset<Row> units) {
    Column[] figures = {
      col("metric"),
      col(VARIANT),
      col("mature_day"),
      col("outcome"),
      col("denominator"),
      col("before")
    };
    Column[] grain = new Column[figures.length + 2];
    grain[0] = col(ORGANIZATION);
    grain[1] = col(EXPERIMENT);
    System.arraycopy(figures, 0, grain, 2, figures.length);
    Column[] counted = Arrays.copyOf(figures, figures.length + 1);
    counted[figures.length] = col("units");
    // In any order: what is made of them are exact sums.
    return units
        .where(not(col(IS_IN_SEVERAL)))
        .groupBy(grain)
        .agg(count(lit(1)).as("units"))
        .groupBy(ORGANIZATION, EXPERIMENT)
        .agg(collect_list(struct(counted)).as("outcomes"));
  }

  /** Before anything is excluded, but for units whose lead is deleted. */
  private static Dataset<Row> assignments(
      Dataset<Row> assignments, Dataset<Row> ends, Dataset<Row> people) {
    return assignments
        .withColumnRenamed("lead_id", UNIT)
        .join(ends, ORGANIZATION)
        .where("assigned_at < end_at")
        .join(people, new String[] {ORGANIZATION, EXPERIMENT, UNIT}, "left_semi")
        .groupBy(ORGANIZATION, EXPERIMENT, VARIANT)
        .agg(count(lit(1)).as("units"))
        .groupBy(ORGANIZATION, EXPERIMENT)
        .agg(collect_list(struct(VARIANT, "units")).as("assignments"));
  }
}
