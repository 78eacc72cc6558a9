package io.leadhouse.models.churn;

import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import io.leadhouse.statistics.classification.PopulationStability;
import io.leadhouse.statistics.classification.Prediction;
import io.leadhouse.statistics.classification.Predictions;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * How right the churn model was on the last day whose outcomes are known. Grain: one row per
 * organization that has predictions. No figure depends on the order of the predictions.
 */
public final class ChurnModelQuality implements JavaModel {
  /**
   * Bins of equal width that the calibration error is taken over, as churn_reliability has them.
   */
  private static final int BINS = 10;

  private static final StructType SCHEMA =
      StructType.fromDDL(
          """
          organization_id string, model string, test_day date, test_leads bigint,
          test_churned bigint, auc double, brier_score double, log_loss double,
          expected_calibration_error double, decile_lift double,
          population_stability_index double
          """);

  @Override
  public Dataset<Row> rows(ModelInputs inputs) {
    Dataset<Row> predictions = inputs.table("churn_prediction");
    int organization = predictions.schema().fieldIndex("organization_id");
    return predictions
        .groupByKey(
            (MapFunction<Row, String>) row -> row.getString(organization), Encoders.STRING())
        .mapGroups(
            (MapGroupsFunction<String, Row, Row>) ChurnModelQuality::row, Encoders.row(SCHEMA));
  }

  private static Row row(String organization, Iterator<Row> rows) {
    List<Prediction> tested = new ArrayList<>();
    List<Double> scoresOfTest = new ArrayList<>();
    List<Double> scoresNow = new ArrayList<>();
    String modelNow = null;
    String modelTested = null;
    Date testDay = null;
    while (rows.hasNext()) {
      Row row = rows.next();
      double score = row.<Double>getAs("todays_score");
      if (row.<Integer>getAs("fold") == 0) {
        modelNow = row.getAs("model");
        scoresNow.add(score);
      } else {
        modelTested = row.getAs("model");
        testDay = row.getAs("fold_day");
        scoresOfTest.add(score);
        tested.add(
            new Prediction(row.<Double>getAs("churn_probability"), row.<Boolean>getAs("churned")));
      }
    }
    Predictions predictions = Predictions.of(tested);
    return RowFactory.create(
        organization,
        modelTested == null ? modelNow : modelTested,
        testDay,
        predictions.count(),
        predictions.positives(),
        orNull(predictions.areaUnderCurve()),
        orNull(predictions.brierScore()),
        orNull(predictions.logLoss()),
        orNull(predictions.expectedCalibrationError(BINS)),
        orNull(predictions.decileLift()),
        orNull(PopulationStability.index(array(scoresOfTest), array(scoresNow))));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Double orNull(OptionalDouble figure) {
    return figure.isPresent() ? figure.getAsDouble() : null;
  }
}
