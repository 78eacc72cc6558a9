package io.leadhouse.models.experiment;

import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * What every arm of every test shows on every metric, beside the control. Grain: one row per
 * organization, test, metric and arm, planned or not. Every test is worked out alone.
 */
public final class ExperimentResult implements JavaModel {
  @Override
  public Dataset<Row> rows(ModelInputs inputs) {
    ExperimentSettings settings = ExperimentSettings.of(inputs);
    FlatMapFunction<Row, Row> results =
        row -> new ResultRows(TrialReader.read(row), settings).all().iterator();
    return Trials.rows(inputs).flatMap(results, Encoders.row(ResultRows.SCHEMA));
  }
}
