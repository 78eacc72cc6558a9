package io.leadhouse.models.churn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the churn model of each organization is, or that it has none. Grain: one row per
 * organization and fold that the model is for: 1, whose outcomes are known, and 0, the day of the
 * run. Both are learnt alike: from the folds before, calibrated on the one right before, and no
 * outcome is used that was not over on the day. Every organization is learnt alone.
 */
public final class ChurnModel implements JavaModel {
  private static final List<Integer> FOLDS_WITH_A_MODEL = List.of(0, 1);

  @Override
  public Dataset<Row> rows(ModelInputs inputs) {
    ChurnSettings settings = ChurnSettings.of(inputs);
    Dataset<Row> labelled = inputs.table("churn_example").where("churned IS NOT NULL");
    Map<String, List<LabelledFolds.Fold>> folds = folds(inputs, labelled);
    List<Row> models = new ArrayList<>();
    folds.forEach(
        (organization, its) -> {
          Dataset<Row> examples = labelled.where(col("organization_id").equalTo(organization));
          for (int fold : FOLDS_WITH_A_MODEL) {
            models.add(model(organization, fold, its, examples, settings));
          }
        });
    return labelled.sparkSession().createDataFrame(models, ModelRow.SCHEMA);
  }

  private static Map<String, List<LabelledFolds.Fold>> folds(
      ModelInputs inputs, Dataset<Row> labelled) {
    Map<String, List<LabelledFolds.Fold>> folds = new TreeMap<>();
    for (Row row : inputs.table("organization").select("organization_id").collectAsList()) {
      folds.put(row.getString(0), new ArrayList<>());
    }
    Dataset<Row> counts =
        labelled
            .groupBy("organization_id", "fold")
            .agg(
                min("fold_day").as("day"),
                count(lit(1)).as("examples"),
                count_if(col("churned")).as("churned"));
    for (Row row : counts.collectAsList()) {
      folds
          .computeIfAbsent(row.getString(0), organization -> new ArrayList<>())
          .add(
              new LabelledFolds.Fold(
                  row.getInt(1), row.getDate(2).toLocalDate(), row.getLong(3), row.getLong(4)));
    }
    return folds;
  }

  private static Row model(
      String organization,
      int fold,
      List<LabelledFolds.Fold> folds,
      Dataset<Row> examples,
      ChurnSettings settings) {
    int calibrationFold = fold + 1;
    int firstFold = calibrationFold + 1;
    int lastFold = calibrationFold + settings.trainingFolds();
    LabelledFolds training = LabelledFolds.between(folds, firstFold, lastFold);
    LabelledFolds calibration = LabelledFolds.between(folds, calibrationFold, calibrationFold);
    if (!settings.isEnough(training)) {
      return ModelRow.heuristic(organization, fold);
    }
    Trainer trainer = new Trainer(settings.maximumExamples());
    LogisticFit fit =
        trainer.learn(
            examples.where(col("fold").between(firstFold, lastFold)), training.examples());
    if (settings.isEnough(calibration)) {
      fit =
          trainer.calibrate(
              fit, examples.where(col("fold").equalTo(calibrationFold)), calibration.examples());
    }
    return ModelRow.logistic(organization, fold, training, calibration, fit);
  }
}
