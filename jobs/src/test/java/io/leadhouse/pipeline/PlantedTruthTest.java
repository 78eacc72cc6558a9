package io.leadhouse.pipeline;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leadhouse.demo.headlines.Headlines;
import io.leadhouse.pipeline.PlantedLeaving.Day;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.simulator.Simulator;
import io.leadhouse.simulator.SimulatorSettings;
import io.leadhouse.statistics.classification.Prediction;
import io.leadhouse.statistics.classification.Predictions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the simulator plants, and tells in truth.json, is what the published tables find. */
class PlantedTruthTest {
  private static final Instant END = Instant.parse("2026-03-01T00:00:00Z");
  private static final int LEADS = 6_000;

  private static JsonNode truth;
  private static RunFixture run;

  @BeforeAll
  static void runOnASimulatedCrm(@TempDir Path folder) throws SQLException, IOException {
    PostgresEndpoint crm = RunFixture.emptyCrm();
    Path file = folder.resolve("truth.json");
    try (Connection connection = crm.connect()) {
      SimulatorSettings settings =
          SimulatorSettings.endingAt(
                  END, SimulatorSettings.DEFAULT_SEED, SimulatorSettings.DEFAULT_MONTHS, LEADS)
              .withEngagementsPerLead(8);
      Simulator.standard().load(connection, settings).writeTruth(file);
    }
    truth = new ObjectMapper().readTree(file.toFile());
    run = new RunFixture("crm", crm, folder.resolve("run"));
    assertThat(run.run(END).exitCode()).isZero();
  }

  @Test
  void everyOrganizationsBottleneckIsFound() {
    eachOrganization(
        (id, planted) ->
            assertThat(
                    run.published(
                        "SELECT stage_id FROM analytics.funnel_stage WHERE is_bottleneck"
                            + " AND window_days = 0 AND variant = 'any_order'"
                            + " AND organization_id = '"
                            + id
                            + "'"))
                .containsExactly(List.of(planted.at("/bottleneck/to_stage_id").asText())));
  }

  @Test
  void sourcesThatArePlantedApartAreRankedAsPlanted() {
    eachOrganization(
        (id, planted) ->
            assertRanked(
                planted.at("/sources/clear_pairs"),
                rates(
                    "SELECT member, comparable_rate FROM analytics.source_performance"
                        + " WHERE dimension = 'source' AND window_days = 0"
                        + " AND organization_id = '"
                        + id
                        + "'")));
  }

  /**
   * Wins credited to a channel by first touch, over the leads that it acquired: a lead's first
   * touch is its acquisition.
   */
  @Test
  void attributionRanksTheChannelsOfThoseSourcesAlikeByTheWinsOfFirstTouches() {
    eachOrganization(
        (id, planted) -> {
          Map<String, String> channels = new HashMap<>();
          planted
              .at("/sources/effects")
              .forEach(
                  effect ->
                      channels.put(effect.get("source").asText(), effect.get("channel").asText()));
          Map<String, BigDecimal> rates =
              rates(
                  """
                  SELECT channel,
                         sum(conversions) FILTER (WHERE conversion_type = 'customer')
                         / sum(conversions) FILTER (WHERE conversion_type = 'lead_created')
                  FROM analytics.attribution_summary
                  WHERE model = 'first' AND organization_id = '%s'
                    AND month < DATE '2025-11-01'
                  GROUP BY channel
                  """
                      .formatted(id));
          for (JsonNode pair : planted.at("/sources/clear_pairs")) {
            assertBefore(
                channels.get(pair.get(0).asText()), channels.get(pair.get(1).asText()), rates);
          }
        });
  }

  @Test
  void everyModelSharesOutTheRevenueFactToTheCent() {
    List<List<String>> shared =
        run.published(
            """
            SELECT organization_id, model, sum(revenue) = (
                     SELECT sum(revenue) FROM analytics.cohort_revenue AS fact
                     WHERE fact.organization_id = attribution_summary.organization_id
                       AND granularity = 'month')
            FROM analytics.attribution_summary
            WHERE conversion_type = 'customer'
            GROUP BY organization_id, model
            """);

    assertThat(shared).hasSize(3 * 8).allSatisfy(row -> assertThat(row.get(2)).isEqualTo("t"));
  }

  /** The third test's broken split needs the demo's 20,000 leads to show; here it is too small. */
  @Test
  void theLiftAndTheTestWithoutOneComeOutAsPlanted() {
    for (JsonNode planted : truth.get("organizations")) {
      String expected = planted.at("/experiment/expected_verdict").asText();
      if (!expected.equals("invalid")) {
        assertThat(
                run.published(
                    "SELECT verdict FROM analytics.experiment_health WHERE organization_id = '"
                        + planted.get("id").asText()
                        + "'"))
            .containsExactly(List.of(expected));
      }
    }
  }

  /** Customers only: the truth plants no hazards of others. */
  @Test
  void churnIsPredictedNearlyAsWellAsByWhoKnowsThePlantedHazards() {
    Map<String, JsonNode> hazards = new HashMap<>();
    eachOrganization((id, planted) -> hazards.put(id, planted.at("/churn/weights")));
    List<Prediction> published = new ArrayList<>();
    List<Prediction> best = new ArrayList<>();
    for (Row customer : testedCustomers().collectAsList()) {
      boolean churned = customer.getAs("churned");
      PlantedLeaving planted =
          new PlantedLeaving(
              hazards.get(customer.<String>getAs("organization_id")),
              customer.<Row>getList(customer.fieldIndex("days")).stream()
                  .map(d -> new Day(d.getInt(0), d.getInt(1), d.getInt(2), d.getInt(3)))
                  .toList(),
              customer.<Integer>getAs("now"));
      published.add(new Prediction(customer.<Double>getAs("churn_probability"), churned));
      best.add(new Prediction(planted.chance(), churned));
    }

    double bestPossible = Predictions.of(best).areaUnderCurve().orElseThrow();
    assertThat(bestPossible).isGreaterThan(0.8);
    assertThat(Predictions.of(published).areaUnderCurve().orElseThrow())
        .isGreaterThan(bestPossible - 0.05);
  }

  @Test
  void theChurnModelsAreCalibrated() {
    assertThat(
            run.published(
                """
                SELECT model,
                       expected_calibration_error < 0.06,
                       abs(expected_calibration_error - (
                         SELECT sum(leads * abs(predicted_rate - observed_rate)) / sum(leads)
                         FROM analytics.churn_reliability AS bin
                         WHERE bin.organization_id = quality.organization_id)) < 0.0001,
                       population_stability_index < 0.25
                FROM analytics.churn_model_quality AS quality
                """))
        .hasSize(3)
        .containsOnly(List.of("logistic_regression", "t", "t", "t"));
  }

  /** Customers of the test's fold, with their days since the win. */
  private static Dataset<Row> testedCustomers() {
    Dataset<Row> customers =
        run.stored("core", "conversion")
            .where("conversion_type = 'customer'")
            .select("organization_id", "lead_id", "converted_on");
    Dataset<Row> days =
        run.stored("core", "lead_day")
            .selectExpr(
                "organization_id",
                "lead_id",
                "day",
                "inbound_count - purchase_made_count AS inbound",
                "purchase_count",
                "inbound_call_count");
    String[] lead = {"organization_id", "lead_id"};
    return run.stored("marts", "churn_example")
        .where("fold = 1 AND days_since_won IS NOT NULL")
        .select("organization_id", "lead_id", "fold")
        .join(
            run.stored("marts", "churn_prediction"),
            new String[] {"organization_id", "lead_id", "fold"})
        .join(customers, lead)
        .join(days, lead)
        .where("day < fold_day")
        .groupBy(
            "organization_id",
            "lead_id",
            "fold_day",
            "converted_on",
            "churn_probability",
            "churned")
        .agg(
            expr("datediff(fold_day, converted_on)").as("now"),
            expr("collect_list(struct(datediff(day, converted_on), inbound, purchase_count,"
                    + " inbound_call_count))")
                .as("days"));
  }

  @Test
  void theHeadlinesNameTheBottleneckTheChannelsAndTheCohorts() {
    StringWriter text = new StringWriter();

    new Headlines(run.analytics, new PrintWriter(text)).print(90);

    assertThat(text.toString().lines().filter(line -> line.contains("<- bottleneck")))
        .hasSize(3)
        .anyMatch(line -> line.contains(truth.at("/organizations/0/bottleneck/to_stage").asText()));
    assertThat(text.toString())
        .contains(
            "how it stands",
            "where leads are lost",
            "what brings revenue",
            "how cohorts hold",
            "who may leave",
            "A/B test")
        .doesNotContain("0.0000");
  }

  private static void assertRanked(JsonNode clearPairs, Map<String, BigDecimal> rates) {
    assertThat(clearPairs).as("pairs that are planted apart").isNotEmpty();
    for (JsonNode pair : clearPairs) {
      assertBefore(pair.get(0).asText(), pair.get(1).asText(), rates);
    }
  }

  private static void assertBefore(String better, String worse, Map<String, BigDecimal> rates) {
    assertThat(rates.get(better))
        .as("%s before %s in %s", better, worse, rates)
        .isGreaterThan(rates.get(worse));
  }

  private static Map<String, BigDecimal> rates(String sql) {
    return run.published(sql).stream()
        .filter(row -> row.get(1) != null)
        .collect(Collectors.toMap(row -> row.get(0), row -> new BigDecimal(row.get(1))));
  }

  private static void eachOrganization(BiConsumer<String, JsonNode> check) {
    assertThat(truth.get("organizations")).hasSize(3);
    for (JsonNode planted : truth.get("organizations")) {
      check.accept(planted.get("id").asText(), planted);
    }
  }
}
