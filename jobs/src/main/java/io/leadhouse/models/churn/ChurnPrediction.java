package io.leadhouse.models.churn;

import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The risk of every lead that could churn, today (fold 0) and on the day whose outcomes are known
 * last (fold 1). Grain: one row per organization, fold and lead.
 */
public final class ChurnPrediction implements JavaModel {
  private static final int DRIVERS = 3;

  private static final StructType SCHEMA =
      StructType.fromDDL(
          """
          organization_id string, fold int, lead_id string, fold_day date, model string,
          churn_probability double, todays_score double, churned boolean, driver_1 string, driver_1_effect double,
          driver_2 string, driver_2_effect double, driver_3 string, driver_3_effect double
          """);

  private record Place(String organization, int fold) implements Serializable {
    static Place of(Row row) {
      return new Place(row.getAs("organization_id"), row.<Integer>getAs("fold"));
    }
  }

  @Override
  public Dataset<Row> rows(ModelInputs inputs) {
    ChurnSettings settings = ChurnSettings.of(inputs);
    Map<Place, Scorer> scorers = new HashMap<>();
    for (Row model : inputs.table("churn_model").collectAsList()) {
      scorers.put(Place.of(model), ModelRow.scorer(model, settings));
    }
    return inputs
        .table("churn_example")
        .where("fold <= 1")
        .map(
            (MapFunction<Row, Row>)
                example ->
                    row(
                        example,
                        scorers.get(Place.of(example)),
                        scorers.get(new Place(example.getAs("organization_id"), 0))),
            Encoders.row(SCHEMA));
  }

  private static Row row(Row example, Scorer scorer, Scorer today) {
    Example known = Example.of(example);
    Scored scored = scorer.score(known);
    Object[] cells = new Object[SCHEMA.size()];
    int cell = 0;
    cells[cell++] = example.getAs("organization_id");
    cells[cell++] = example.getAs("fold");
    cells[cell++] = example.getAs("lead_id");
    cells[cell++] = example.getAs("fold_day");
    cells[cell++] = scorer.name();
    cells[cell++] = scored.probability();
    cells[cell++] = today.uncalibrated(known);
    cells[cell++] = example.getAs("churned");
    List<Driver> drivers = scored.drivers();
    for (Driver driver : drivers.subList(0, Math.min(DRIVERS, drivers.size()))) {
      cells[cell++] = driver.column();
      cells[cell++] = driver.effect();
    }
    return RowFactory.create(cells);
  }
}
