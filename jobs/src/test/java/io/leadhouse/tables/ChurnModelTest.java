package io.leadhouse.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.leadhouse.testing.HouseTable;
import io.leadhouse.testing.TestSession;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Churn learnt from leads whose log-odds of leaving are -3 + ln(1 + days since activity). */
class ChurnModelTest {
  private static final int FOLDS = 4;
  private static final int LEADS = 1000;
  private static final StructType EXAMPLE =
      StructType.fromDDL(
          """
          organization_id string, fold int, lead_id string, fold_day date, days_since_activity int,
          active_days_90d int, inbound_30d int, inbound_90d int, purchases_90d int,
          inbound_calls_60d int, messages_30d int, days_since_created int, days_since_won int,
          is_lost boolean, churned boolean
          """);

  private final SparkSession session = TestSession.fresh();

  @Test
  void whatWasPlantedIsLearntWhateverTheOrderOfRowsAndWhoeverElseIsThere() {
    List<Row> own = examples("1", 1);
    Dataset<Row> model = models(own, "1");

    assertThat(model.where("size(calibration_scores) < 2").count()).isZero();

    List<Row> predicted = predictions(own, model);
    assertThat(predicted).hasSize(2 * LEADS);
    List<Row> tested = predicted.stream().filter(row -> row.<Integer>getAs("fold") == 1).toList();
    assertThat(mean(tested, row -> row.<Double>getAs("churn_probability")))
        .isCloseTo(mean(tested, row -> row.<Boolean>getAs("churned") ? 1 : 0), within(0.06));
    for (int days : new int[] {1, 90}) {
      assertThat(tested)
          .filteredOn(row -> row.<String>getAs("lead_id").endsWith("of " + days))
          .hasSizeGreaterThan(5)
          .allSatisfy(
              row -> {
                assertThat(row.<String>getAs("driver_1")).isEqualTo("days_since_activity");
                assertThat(row.<Double>getAs("driver_1_effect") > 0).isEqualTo(days == 90);
              });
    }

    List<Row> shuffled = new ArrayList<>(own);
    shuffled.addAll(examples("2", 2));
    Collections.shuffle(shuffled, new Random(3));
    assertThat(models(shuffled, "1", "2").where("organization_id = '1'").collectAsList())
        .isEqualTo(model.collectAsList());
  }

  private Dataset<Row> models(List<Row> examples, String... organizations) {
    List<Row> rows = new ArrayList<>();
    for (String organization : organizations) {
      rows.add(RowFactory.create(organization));
    }
    Dataset<Row> model =
        new HouseTable("churn_model")
            .rows(
                session,
                Map.of(
                    "organization",
                    session.createDataFrame(rows, StructType.fromDDL("organization_id string")),
                    "churn_example",
                    session.createDataFrame(examples, EXAMPLE).repartition(organizations.length)));
    assertThat(model.where("model = 'logistic_regression'").count())
        .isEqualTo(2L * organizations.length);
    return model;
  }

  private List<Row> predictions(List<Row> examples, Dataset<Row> models) {
    return new HouseTable("churn_prediction")
        .rows(
            session,
            Map.of(
                "churn_example", session.createDataFrame(examples, EXAMPLE), "churn_model", models))
        .collectAsList();
  }

  private interface Value {
    double of(Row row);
  }

  private static double mean(List<Row> rows, Value value) {
    return rows.stream().mapToDouble(value::of).average().orElseThrow();
  }

  private static List<Row> examples(String organization, long seed) {
    Random random = new Random(seed);
    List<Row> examples = new ArrayList<>();
    for (int fold = 0; fold < FOLDS + 1; fold++) {
      for (int lead = 0; lead < LEADS; lead++) {
        int silence = 1 + random.nextInt(90);
        double chance = 1 / (1 + Math.exp(3 - Math.log1p(silence)));
        boolean churned = random.nextDouble() < chance;
        examples.add(
            RowFactory.create(
                organization,
                fold,
                "lead " + lead + " of " + silence,
                Date.valueOf(LocalDate.of(2026, 3, 1).minusDays(60L * fold)),
                silence,
                1 + random.nextInt(20),
                random.nextInt(5),
                5 + random.nextInt(20),
                random.nextInt(3),
                random.nextInt(2),
                random.nextInt(4),
                100 + random.nextInt(300),
                random.nextBoolean() ? 30 + random.nextInt(200) : null,
                false,
                fold == 0 ? null : churned));
      }
    }
    return examples;
  }
}
