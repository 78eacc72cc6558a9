package io.leadhouse.models.churn;

import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** A fitted model as a row of churn_model, and back. */
final class ModelRow {
  static final StructType SCHEMA =
      StructType.fromDDL(
          """
          organization_id string, fold int, model string, first_training_day date,
          last_training_day date, training_examples bigint, training_churned bigint,
          calibration_day date, calibration_examples bigint, calibration_churned bigint,
          intercept double, features array<string>, weights array<double>, means array<double>,
          customer_means array<double>, calibration_scores array<double>,
          calibration_rates array<double>
          """);

  private ModelRow() {}

  static Row heuristic(String organization, int fold) {
    Object[] cells = new Object[SCHEMA.size()];
    cells[SCHEMA.fieldIndex("organization_id")] = organization;
    cells[SCHEMA.fieldIndex("fold")] = fold;
    cells[SCHEMA.fieldIndex("model")] = Heuristic.NAME;
    return RowFactory.create(cells);
  }

  static Row logistic(
      String organization,
      int fold,
      LabelledFolds training,
      LabelledFolds calibration,
      LogisticFit fit) {
    return RowFactory.create(
        organization,
        fold,
        LogisticScorer.NAME,
        date(training.firstDay()),
        date(training.lastDay()),
        training.examples(),
        training.churned(),
        date(calibration.firstDay()),
        calibration.examples(),
        calibration.churned(),
        fit.line().intercept(),
        Feature.ALL.stream().map(Feature::name).toList(),
        fit.line().weights(),
        fit.means(),
        fit.customerMeans(),
        fit.calibration().scores(),
        fit.calibration().rates());
  }

  static Scorer scorer(Row row, ChurnSettings settings) {
    if (row.getAs("model").equals(Heuristic.NAME)) {
      return new Heuristic(settings.activeDays());
    }
    return new LogisticScorer(
        new LogisticFit(
            new LogisticFit.Line(row.<Double>getAs("intercept"), list(row, "weights")),
            list(row, "means"),
            list(row, "customer_means"),
            new Calibration(list(row, "calibration_scores"), list(row, "calibration_rates"))));
  }

  private static Date date(Optional<LocalDate> day) {
    return day.map(Date::valueOf).orElse(null);
  }

  private static List<Double> list(Row row, String column) {
    return List.copyOf(row.<Double>getList(row.fieldIndex(column)));
  }
}
