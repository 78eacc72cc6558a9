package io.leadhouse.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.demo.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
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
    SimulatorSettings settings = SimulatorSettings.endingAt(Instant.parse("2026-03-01T00:00:00Z"));
    crm = LoadedCrm.load(database.endpoint(), "crm", WorldReader.standard(), settings);
  }

  @AfterAll
  void stop() throws SQLException {
    crm.connection().close();
    database.close();
  }

  @Test
  void referrals_win_more_often_than_organic_leads_and_those_more_than_paid_ones()
      throws SQLException {
    String rate =
        " (SELECT avg(s.is_won::int) FROM leads l JOIN pipeline_stages s ON s.id = l.stage_id"
            + " WHERE l.organization_id = o.id AND l.created_at < '2025-12-01' AND %s)";
    assertThat(
            crm.rows(
                "SELECT o.id FROM organizations o WHERE"
                    + rate.formatted("source = 'referral'")
                    + " >"
                    + rate.formatted("source = 'organic'")
                    + " AND"
                    + rate.formatted("source = 'organic'")
                    + " >"
                    + rate.formatted("source LIKE '%\\_ads'")
                    + " ORDER BY 1"))
        .containsExactly("1", "2", "3");
  }

  @Test
  void the_step_with_the_lowest_rate_is_the_planted_bottleneck() throws SQLException {
    assertThat(
            crm.rows(
                """
                WITH visited AS (
                  SELECT l.id, s.organization_id, s.position, s.is_lost FROM leads l
                  JOIN pipeline_stages s ON s.organization_id = l.organization_id AND s.position = 1
                  UNION
                  SELECT l.id, s.organization_id, s.position, s.is_lost FROM leads l
                  JOIN audit_logs a ON a.entity_id = l.id AND a.action = 'stage_change'
                  JOIN pipeline_stages s ON s.id = (a.new_value ->> 'stage_id')::bigint),
                furthest AS (
                  SELECT id, organization_id, max(position) AS position
                  FROM visited WHERE NOT is_lost GROUP BY 1, 2),
                reached AS (
                  SELECT s.organization_id, s.position, s.name, count(*) AS leads
                  FROM pipeline_stages s
                  JOIN furthest f ON f.organization_id = s.organization_id
                    AND f.position >= s.position
                  WHERE NOT s.is_lost GROUP BY 1, 2, 3),
                rates AS (
                  SELECT *, leads::numeric
                    / lag(leads) OVER (PARTITION BY organization_id ORDER BY position) AS rate
                  FROM reached)
                SELECT DISTINCT ON (organization_id) name FROM rates
                WHERE rate IS NOT NULL ORDER BY organization_id, rate
                """))
        .containsExactly("proposta", "engaged", "proposal");
  }

  @Test
  void leads_skip_regress_and_come_back() throws SQLException {
    String forward = "NOT to_lost AND NOT from_lost AND new_position ";
    assertThat(
            crm.number(
                MOVES + "SELECT count(*) FROM moves WHERE " + forward + "> old_position + 1"))
        .isGreaterThan(100);
    assertThat(crm.number(MOVES + "SELECT count(*) FROM moves WHERE " + forward + "< old_position"))
        .isGreaterThan(30);
    assertThat(crm.number(MOVES + "SELECT count(*) FROM moves WHERE from_lost AND NOT to_lost"))
        .isGreaterThan(30);
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
    assertThat(crm.number("SELECT count(*) FROM lead_merges")).isGreaterThan(60);
    assertThat(
            crm.number(
                "SELECT count(*) FROM lead_merges a JOIN lead_merges b"
                    + " ON b.loser_id = a.survivor_id AND b.survivor_id <> a.loser_id"))
        .isGreaterThan(10);
    assertThat(
            crm.number(
                "SELECT count(*) FROM lead_merges m JOIN leads l ON l.id = m.loser_id"
                    + " JOIN leads s ON s.id = m.survivor_id"
                    + " WHERE m.merged_at <= l.created_at OR m.merged_at <= s.created_at"))
        .isZero();
  }

  @Test
  void some_leads_are_deleted_softly_or_for_good() throws SQLException {
    assertThat(crm.number("SELECT count(*) FROM leads WHERE deleted_at IS NOT NULL"))
        .isGreaterThan(10);
    assertThat(
            crm.number(
                "SELECT count(DISTINCT entity_id) FROM audit_logs"
                    + " WHERE entity_id NOT IN (SELECT id FROM leads)"))
        .isGreaterThan(3);
  }

  @Test
  void deals_come_in_two_currencies_and_rates_miss_days() throws SQLException {
    assertThat(
            crm.number(
                "SELECT min(n) FROM (SELECT count(DISTINCT currency) AS n FROM leads"
                    + " GROUP BY organization_id) x"))
        .isEqualTo(2);
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
          "leads WHERE expected_close_date > '9999-12-31'",
          "leads WHERE source = ' '",
          "engagements WHERE occurred_at = 'infinity'",
          "engagements WHERE occurred_at < updated_at - interval '1 hour'",
          "audit_logs WHERE action = 'stage_change' AND (new_value ->> 'stage_id')::bigint"
              + " NOT IN (SELECT id FROM pipeline_stages)",
          "audit_logs a JOIN leads l ON l.id = a.entity_id WHERE a.created_at < l.created_at",
          "lead_merges a JOIN lead_merges b ON b.loser_id = a.survivor_id"
              + " AND b.survivor_id = a.loser_id",
          "lead_merges m JOIN leads l ON l.id = m.loser_id JOIN leads s ON s.id = m.survivor_id"
              + " WHERE l.organization_id <> s.organization_id"
        }) {
      assertThat(crm.number("SELECT count(*) FROM " + dirty)).as(dirty).isPositive();
    }
  }

  @Test
  void people_are_invented() throws SQLException {
    assertThat(crm.number("SELECT count(*) FROM leads WHERE email !~ '@example[.](com|org|net)$'"))
        .isZero();
    assertThat(crm.number("SELECT count(*) FROM engagements WHERE NOT ip <<= '203.0.113.0/24'"))
        .isZero();
  }
}
