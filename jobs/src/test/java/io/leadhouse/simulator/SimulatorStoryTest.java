package io.leadhouse.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leadhouse.demo.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What the demo's figures are meant to show, and the edges that the warehouse has to meet. */
@TestInstance(Lifecycle.PER_CLASS)
class SimulatorStoryTest {
  private static final String MOVES =
      """
      WITH moves AS (
        SELECT a.id, a.entity_id AS lead_id, a.created_at,
               old_stage.position AS old_position, new_stage.position AS new_position,
               old_stage.is_lost AS from_lost, new_stage.is_lost AS to_lost
        FROM audit_logs a
        JOIN pipeline_stages old_stage ON old_stage.id = (a.old_value ->> 'stage_id')::bigint
        JOIN pipeline_stages new_stage ON new_stage.id = (a.new_value ->> 'stage_id')::bigint
        WHERE a.action = 'stage_change')
      """;

  private EmbeddedDatabase database;
  private LoadedCrm crm;

  @BeforeAll
  void load(@TempDir Path folder) throws SQLException {
    database = EmbeddedDatabase.start(folder, 0);
    SimulatorSettings settings =
        SimulatorSettings.endingAt(Instant.parse("2026-03-01T00:00:00Z"), 20_260_301L, 24, 1_500);
    crm = LoadedCrm.load(database.endpoint(), "crm", WorldReader.standard(), settings);
  }

  @AfterAll
  void stop() throws SQLException {
    crm.connection().close();
    database.close();
  }

  @Test
  void leads_skip_regress_and_come_back() throws SQLException {
    String forward = "NOT to_lost AND NOT from_lost AND new_position ";
    assertThat(
            crm.number(
                MOVES + "SELECT count(*) FROM moves WHERE " + forward + "> old_position + 1"))
        .isGreaterThan(20);
    assertThat(crm.number(MOVES + "SELECT count(*) FROM moves WHERE " + forward + "< old_position"))
        .isGreaterThan(5);
    assertThat(crm.number(MOVES + "SELECT count(*) FROM moves WHERE from_lost AND NOT to_lost"))
        .isGreaterThan(5);
  }

  @Test
  void each_move_starts_where_the_last_one_ended_and_the_lead_stands_at_the_end_of_its_log()
      throws SQLException {
    String chained =
        MOVES
            + """
            , chained AS (
              SELECT *, lag(new_position) OVER (PARTITION BY lead_id ORDER BY id) AS came_from
              FROM moves)
            SELECT count(*) FROM chained WHERE old_position <> coalesce(came_from, 1)
            """;
    assertThat(crm.number(chained)).isZero();
    String ended =
        MOVES
            + """
            , ended AS (
              SELECT DISTINCT ON (lead_id) * FROM moves ORDER BY lead_id, id DESC)
            SELECT count(*) FROM ended JOIN leads l ON l.id = ended.lead_id
            JOIN pipeline_stages s ON s.id = l.stage_id WHERE s.position <> ended.new_position
            """;
    assertThat(crm.number(ended)).isZero();
  }

  @Test
  void duplicates_are_merged_sometimes_in_a_chain() throws SQLException {
    assertThat(crm.number("SELECT count(*) FROM lead_merges")).isGreaterThan(20);
    assertThat(
            crm.number(
                "SELECT count(*) FROM lead_merges a JOIN lead_merges b"
                    + " ON b.loser_id = a.survivor_id AND b.survivor_id <> a.loser_id"))
        .isPositive();
    assertThat(
            crm.number(
                "SELECT count(*) FROM lead_merges m JOIN leads l ON l.id = m.loser_id"
                    + " JOIN leads s ON s.id = m.survivor_id"
                    + " WHERE m.merged_at <= l.created_at OR m.merged_at <= s.created_at"))
        .isZero();
  }

  @Test
  void some_leads_are_deleted_softly_or_for_good() throws SQLException {
    assertThat(crm.number("SELECT count(*) FROM leads WHERE deleted_at IS NOT NULL")).isPositive();
    assertThat(
            crm.number(
                "SELECT count(DISTINCT entity_id) FROM audit_logs"
                    + " WHERE entity_id NOT IN (SELECT id FROM leads)"))
        .isPositive();
  }

  @Test
  void deals_come_in_two_currencies_and_rates_miss_days() throws SQLException {
    assertThat(
            crm.number(
                "SELECT min(n) FROM (SELECT count(DISTINCT currency) AS n FROM leads"
                    + " GROUP BY organization_id) x"))
        .isGreaterThanOrEqualTo(2);
    assertThat(
            crm.number(
                "SELECT max(day - before) FROM (SELECT day, lag(day) OVER"
                    + " (PARTITION BY base, quote ORDER BY day) AS before FROM fx_rates) x"))
        .isGreaterThan(7);
  }

  @Test
  void every_kind_of_dirty_row_is_there() throws SQLException {
    for (String dirty :
        new String[] {
          "leads WHERE deal_value < 0",
          "leads WHERE deal_value = 'NaN'",
          "leads WHERE currency !~ '^[A-Z]{3}$'",
          "leads WHERE probability > 100",
          "leads WHERE created_at < '1900-01-01'",
          "leads WHERE expected_close_date > '9999-12-31'",
          "leads WHERE source = ' '",
          "engagements WHERE occurred_at = 'infinity'",
          "engagements WHERE engagement_type = ' '",
          "engagements WHERE occurred_at < updated_at - interval '2 days'",
          "audit_logs WHERE action = 'stage_change' AND (new_value ->> 'stage_id')::bigint"
              + " NOT IN (SELECT id FROM pipeline_stages)",
          "audit_logs WHERE action = 'stage_change' AND new_value ->> 'stage_id' IS NULL",
          "audit_logs a JOIN leads l ON l.id = a.entity_id WHERE a.created_at < l.created_at",
          "lead_merges WHERE loser_id = survivor_id",
          "lead_merges a JOIN lead_merges b ON b.loser_id = a.survivor_id"
              + " AND b.survivor_id = a.loser_id AND a.loser_id <> a.survivor_id",
          "lead_merges m JOIN leads l ON l.id = m.loser_id JOIN leads s ON s.id = m.survivor_id"
              + " WHERE l.organization_id <> s.organization_id",
          "activities WHERE duration_minutes < 0",
          "activities WHERE activity_type = ' '",
          "outreach_attempts WHERE cost < 0",
          "outreach_attempts WHERE delivered_at < sent_at",
          "outreach_attempts WHERE channel = ' '",
          "purchases WHERE currency !~ '^[A-Z]{3}$'",
          "purchases WHERE amount = 'NaN'",
          "tasks WHERE due_date > '9999-12-31'",
          "lead_assignment_history WHERE new_assigned_to IS NULL",
          "campaigns WHERE end_date < start_date",
          "campaigns WHERE budget < 0",
          "campaigns WHERE currency !~ '^[A-Z]{3}$'",
          "campaign_spend WHERE amount < 0",
          "channel_costs WHERE cost_per_send < 0",
          "pipeline_stages WHERE probability > 100",
          "ab_test_outcomes WHERE value = 'NaN'",
          "ab_test_assignments WHERE variant = ' '",
          "(SELECT FROM ab_test_assignments WHERE variant <> ' ' GROUP BY test_id, lead_id"
              + " HAVING count(*) > 1) x",
          "fx_rates WHERE rate = 0",
          "fx_rates WHERE base = quote",
          "fx_rates WHERE base !~ '^[A-Z]{3}$'"
        }) {
      assertThat(crm.number("SELECT count(*) FROM " + dirty)).as(dirty).isPositive();
    }
  }

  @Test
  void each_kind_that_was_planted_is_told_in_truth_json(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("truth.json");
    crm.simulation().writeTruth(file);
    JsonNode truth = new ObjectMapper().readTree(file.toFile());
    assertThat(truth.at("/simulation/leads").asInt()).isEqualTo(1_500);
    assertThat(truth.at("/organizations")).hasSize(3);
    Set<String> planted = new TreeSet<>();
    for (JsonNode organization : truth.at("/organizations")) {
      organization.at("/planted").fieldNames().forEachRemaining(planted::add);
      assertThat(organization.at("/sources/order")).hasSizeGreaterThan(5);
      assertThat(organization.at("/touches/order")).hasSizeGreaterThan(2);
      assertThat(organization.at("/churn/weights")).hasSize(5);
      assertThat(organization.at("/incidents")).isNotEmpty();
    }
    assertThat(planted)
        .contains(
            "skipped_stage",
            "regression",
            "re_entry",
            "merged",
            "merged_across_organizations",
            "soft_deleted",
            "hard_deleted",
            "refund",
            "engagement_recorded_days_late");
    for (DirtyRow kind : DirtyRow.values()) {
      assertThat(planted).contains("dirty_" + kind.name().toLowerCase(Locale.ROOT));
    }
    assertThat(truth.findValuesAsText("expected_verdict"))
        .containsExactly("winner", "inconclusive", "invalid");
    assertThat(truth.findValuesAsText("from_stage"))
        .containsExactly("contato", "qualified", "trial");
  }

  @Test
  void a_lead_stands_where_its_log_says() throws SQLException {
    String last =
        "SELECT DISTINCT ON (entity_id) entity_id, new_value AS told FROM audit_logs"
            + " WHERE action = '%s' ORDER BY entity_id, id DESC";
    String differs =
        "SELECT count(*) FROM (%s) AS log JOIN leads AS l ON l.id = log.entity_id WHERE %s";
    assertThat(
            crm.number(
                differs.formatted(
                    last.formatted("owner_change"),
                    "(told ->> 'owner_id')::bigint IS DISTINCT FROM l.owner_id")))
        .isZero();
    assertThat(
            crm.number(
                differs.formatted(
                    last.formatted("value_change"),
                    "ROW((told ->> 'deal_value')::numeric, told ->> 'currency')"
                        + " IS DISTINCT FROM ROW(l.deal_value, l.currency)")))
        .isZero();
    assertThat(
            crm.number(
                differs.formatted(
                    last.formatted("score_change"),
                    "(told ->> 'score')::numeric IS DISTINCT FROM l.score")))
        .isZero();
    assertThat(
            crm.number(
                "SELECT count(*) FROM (SELECT action, old_value, lag(new_value) OVER"
                    + " (PARTITION BY entity_id, action ORDER BY id) AS before FROM audit_logs"
                    + " WHERE action <> 'stage_change') x WHERE before <> old_value"))
        .isZero();
  }

  @Test
  void an_owner_is_the_last_to_whom_the_lead_was_assigned() throws SQLException {
    assertThat(
            crm.number(
                "SELECT count(*) FROM (SELECT DISTINCT ON (lead_id) * FROM lead_assignment_history"
                    + " WHERE new_assigned_to IS NOT NULL ORDER BY lead_id, created_at DESC, id DESC) h"
                    + " JOIN leads l ON l.id = h.lead_id"
                    + " WHERE l.owner_id IS DISTINCT FROM h.new_assigned_to"))
        .isZero();
  }

  @Test
  void a_mail_is_one_send_and_one_engagement_and_one_channel_has_no_receipts() throws SQLException {
    assertThat(
            crm.number(
                "SELECT count(*) FROM engagements e WHERE engagement_type = 'email_sent'"
                    + " AND NOT EXISTS (SELECT FROM outreach_attempts a WHERE a.lead_id = e.lead_id"
                    + " AND a.channel = 'email' AND a.sent_at = e.occurred_at)"))
        .isZero();
    assertThat(
            crm.rows(
                "SELECT channel, count(delivered_at) > 0, count(bounced_at) > 0"
                    + " FROM outreach_attempts WHERE channel <> ' ' GROUP BY 1 ORDER BY 1"))
        .contains("email|t|t", "whatsapp|f|f");
  }

  @Test
  void customers_buy_again_and_an_engagement_stands_beside_each_purchase() throws SQLException {
    assertThat(
            crm.number(
                "SELECT count(*) FROM (SELECT lead_id FROM purchases GROUP BY 1"
                    + " HAVING count(*) > 2) x"))
        .isGreaterThan(30);
    assertThat(
            crm.number(
                "SELECT count(*) FROM engagements e WHERE engagement_type = 'purchase_made'"
                    + " AND updated_at < '2026-02-20' AND NOT EXISTS (SELECT FROM purchases p"
                    + " WHERE p.lead_id = e.lead_id AND p.purchased_at = e.occurred_at)"))
        .isZero();
  }

  @Test
  void what_goes_wrong_in_the_last_weeks_can_be_seen() throws SQLException {
    assertThat(
            crm.number(
                "SELECT count(*) FROM engagements WHERE organization_id = 3"
                    + " AND occurred_at BETWEEN '2026-02-26' AND '2026-03-01'"))
        .isZero();
    String bounced =
        "SELECT 100 * count(bounced_at) / count(*) FROM outreach_attempts"
            + " WHERE organization_id = 1 AND channel = 'email' AND sent_at %s '2026-02-26 03:00Z'";
    assertThat(crm.number(bounced.formatted(">="))).isGreaterThan(15);
    assertThat(crm.number(bounced.formatted("<"))).isLessThan(5);
    String spent =
        "SELECT round(avg(amount)) FROM campaign_spend s JOIN campaigns c ON c.id = s.campaign_id"
            + " WHERE organization_id = 2 AND s.channel = 'paid_search' AND day BETWEEN %s";
    assertThat(crm.number(spent.formatted("'2026-02-27' AND '2026-02-28'")))
        .isGreaterThan(3 * crm.number(spent.formatted("'2026-01-20' AND '2026-02-26'")));
    assertThat(
            crm.number(
                "SELECT count(*) FROM leads l JOIN pipeline_stages s ON s.id = l.stage_id"
                    + " WHERE is_won AND l.organization_id = 1"
                    + " AND l.created_at BETWEEN '2026-01-22 03:00Z' AND '2026-02-05 03:00Z'"))
        .isLessThan(3);
  }

  @Test
  void people_are_invented() throws SQLException {
    assertThat(crm.number("SELECT count(*) FROM leads WHERE email !~ '@example[.](com|org|net)$'"))
        .isZero();
    assertThat(crm.number("SELECT count(*) FROM engagements WHERE NOT ip <<= '203.0.113.0/24'"))
        .isZero();
  }
}
