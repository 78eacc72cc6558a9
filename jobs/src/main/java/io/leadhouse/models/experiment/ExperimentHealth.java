package io.leadhouse.models.experiment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_from_unix_date;

import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Whether every test can be trusted and what it says. Grain: one row per organization and test.
 * Every test is worked out alone.
 */
public final class ExperimentHealth implements JavaModel {
  @Override
  public Dataset<Row> rows(ModelInputs inputs) {
    ExperimentSettings settings = ExperimentSettings.of(inputs);
    MapFunction<Row, Row> health = row -> HealthRow.of(row, settings);
    Dataset<Row> rows = Trials.rows(inputs).map(health, Encoders.row(HealthRow.SCHEMA));
    for (String day : HealthRow.DAYS) {
      rows = rows.withColumn(day, date_from_unix_date(col(day)));
    }
    return rows;
  }
}
