package io.leadhouse.models.timing;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import io.leadhouse.statistics.Percentiles;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * How long leads stay in each stage. Grain: one row per organization, window and stage that is
 * neither won nor lost. Percentiles and the product-limit estimate need each stage's stays sorted,
 * in as many ways as there are windows: each stage is brought together once, and sorted here.
 */
public final class StageTiming implements JavaModel {
  private static final String ORGANIZATION = "organization_id";
  private static final String STAGE = "stage_id";
  private static final double SECONDS_PER_DAY = 86_400;
  private static final double SECONDS_PER_HOUR = 3_600;

  private static final StructType ROWS =
      StructType.fromDDL(
          """
          organization_id string, window_days int, stage_id string, stage_name string,
          stage_rank int, closed_visits bigint, mean_days double, median_days double,
          p75_days double, p90_days double, mean_business_hours double,
          median_business_hours double, kaplan_meier_median_days double, open_visits bigint,
          mean_open_days double, oldest_open_days double, slow_after_days int, is_slow boolean,
          entered_visits bigint, re_entered_visits bigint, re_entry_rate double
          """);

  @Override
  public Dataset<Row> rows(ModelInputs inputs) {
    Dataset<Row> stages = inputs.table("pipeline_stage").where("NOT is_won AND NOT is_lost");
    Dataset<Row> windows = inputs.table("reporting_window");
    return byStage(windowsOfStages(stages, windows))
        .cogroup(
            byStage(stays(inputs, stages, windows)),
            (CoGroupFunction<Tuple2<String, String>, Row, Row, Row>)
                (stage, places, stays) -> timed(places, stays).iterator(),
            Encoders.row(ROWS));
  }

  private static Dataset<Row> windowsOfStages(Dataset<Row> stages, Dataset<Row> windows) {
    return stages
        .join(windows, ORGANIZATION)
        .select(
            col(ORGANIZATION),
            col("window_days"),
            col(STAGE),
            col("name"),
            col("stage_rank"),
            col("slow_after_days"),
            expr("unix_seconds(start_at)").as("started_at"));
  }

  /** Cut where knowledge ends: what was left later is open, and as old as it was then. */
  private static Dataset<Row> stays(ModelInputs inputs, Dataset<Row> stages, Dataset<Row> windows) {
    Dataset<Row> clock = windows.select(ORGANIZATION, "time_zone", "end_at").distinct();
    Dataset<Row> cut =
        inputs
            .table("stage_visit")
            .join(broadcast(stages.select(ORGANIZATION, STAGE)), new String[] {ORGANIZATION, STAGE})
            .join(broadcast(clock), ORGANIZATION)
            .where("entered_at < end_at")
            .withColumn("is_open", expr("coalesce(exited_at >= end_at, TRUE)"))
            .withColumn("until_at", expr("CASE WHEN is_open THEN end_at ELSE exited_at END"));
    BusinessClock business = new BusinessClock(inputs.table("business_day"));
    return business
        .read(business.read(cut, "entered_at", "worked_before"), "until_at", "worked_until")
        .select(
            col(ORGANIZATION),
            col(STAGE),
            expr("unix_seconds(entered_at)").as("entered_at"),
            expr("CASE WHEN NOT is_open THEN unix_seconds(exited_at) END").as("exited_at"),
            expr("timestampdiff(SECOND, entered_at, until_at)").as("seconds"),
            col("worked_until").minus(col("worked_before")).as("worked"),
            col("stage_visit_number"));
  }

  private static KeyValueGroupedDataset<Tuple2<String, String>, Row> byStage(Dataset<Row> rows) {
    int organization = rows.schema().fieldIndex(ORGANIZATION);
    int stage = rows.schema().fieldIndex(STAGE);
    return rows.groupByKey(
        (MapFunction<Row, Tuple2<String, String>>)
            row -> new Tuple2<>(row.getString(organization), row.getString(stage)),
        Encoders.tuple(Encoders.STRING(), Encoders.STRING()));
  }

  private static List<Row> timed(Iterator<Row> windows, Iterator<Row> rows) {
    Stays.Collector collector = new Stays.Collector();
    while (rows.hasNext()) {
      Row row = rows.next();
      collector.add(
          row.getAs("entered_at"),
          row.getAs("exited_at") == null ? Stays.OPEN : row.<Long>getAs("exited_at"),
          row.getAs("seconds"),
          row.getAs("worked"),
          row.getAs("stage_visit_number"));
    }
    Stays stays = collector.stays();
    List<Row> timed = new ArrayList<>();
    while (windows.hasNext()) {
      Row window = windows.next();
      timed.add(row(window, stays.since(window.getAs("started_at"))));
    }
    return timed;
  }

  private static Row row(Row window, StageTimes times) {
    Double meanDays = mean(times.secondsSum(), times.closedVisits(), SECONDS_PER_DAY);
    int slowAfterDays = window.getAs("slow_after_days");
    return RowFactory.create(
        window.getAs(ORGANIZATION),
        window.getAs("window_days"),
        window.getAs(STAGE),
        window.getAs("name"),
        window.getAs("stage_rank"),
        times.closedVisits(),
        meanDays,
        percentile(times.seconds(), 0.5, SECONDS_PER_DAY),
        percentile(times.seconds(), 0.75, SECONDS_PER_DAY),
        percentile(times.seconds(), 0.9, SECONDS_PER_DAY),
        mean(times.businessSecondsSum(), times.closedVisits(), SECONDS_PER_HOUR),
        percentile(times.businessSeconds(), 0.5, SECONDS_PER_HOUR),
        in(times.kaplanMeierMedianSeconds(), SECONDS_PER_DAY),
        times.openVisits(),
        mean(times.openSecondsSum(), times.openVisits(), SECONDS_PER_DAY),
        in(times.oldestOpenSeconds(), SECONDS_PER_DAY),
        slowAfterDays,
        meanDays == null ? null : meanDays > slowAfterDays,
        times.enteredVisits(),
        times.reEnteredVisits(),
        times.enteredVisits() == 0
            ? null
            : (double) times.reEnteredVisits() / times.enteredVisits());
  }

  private static Double mean(long sum, long count, double unit) {
    return count == 0 ? null : sum / (count * unit);
  }

  private static Double percentile(Percentiles sample, double fraction, double unit) {
    return sample.isEmpty() ? null : sample.at(fraction) / unit;
  }

  private static Double in(OptionalLong seconds, double unit) {
    return seconds.isPresent() ? seconds.getAsLong() / unit : null;
  }
}
