package io.leadhouse.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(Lifecycle.PER_CLASS)
class SimulatorTest {
  private static final World WORLD = WorldReader.standard();
  private static final SimulatorSettings SETTINGS =
      SimulatorSettings.endingAt(Instant.parse("2026-03-01T00:00:00Z"), 5, 24, 900)
          .withEngagementsPerLead(12);

  /** In the middle of a day, so that no cut is tied to midnight. */
  private static final Instant EARLIER = Instant.parse("2025-11-03T12:34:56Z");

  /**
   * How a row's organization is found, where organization_id does not say it; 0: no organization.
   */
  private static final Map<String, String> ORGANIZATION =
      Map.of(
          "organizations", "id",
          "lead_merges", byLead("loser_id"),
          "activities", byLead("lead_id"),
          "lead_assignment_history", byLead("lead_id"),
          "ab_test_assignments", byLead("lead_id"),
          "ab_test_outcomes", byLead("lead_id"),
          "campaign_spend", "(SELECT organization_id FROM crm.campaigns WHERE id = t.campaign_id)",
          "fx_rates", "0");

  private EmbeddedDatabase database;
  private LoadedCrm crm;

  @BeforeAll
  void load(@TempDir Path folder) throws SQLException {
    database = EmbeddedDatabase.start(folder, 0);
    crm = LoadedCrm.load(database.endpoint(), "crm", WORLD, SETTINGS);
  }

  @AfterAll
  void stop() throws SQLException {
    crm.connection().close();
    database.close();
  }

  private LoadedCrm load(String schema, World world, SimulatorSettings settings)
      throws SQLException {
    return LoadedCrm.load(database.endpoint(), schema, world, settings);
  }

  @Test
  void fills_every_table_of_the_reference_schema() throws SQLException {
    assertThat(crm.simulation().rows("organizations")).isEqualTo(3);
    assertThat(crm.simulation().rows("leads")).isBetween(800L, 1_000L);
    assertThat(crm.simulation().rowsByTable()).containsOnlyKeys(ReferenceSchema.TABLES);
    for (String table : ReferenceSchema.TABLES) {
      assertThat(crm.number("SELECT count(*) FROM " + table))
          .as(table)
          .isPositive()
          .isEqualTo(crm.simulation().rows(table));
    }
  }

  @Test
  void leads_have_about_as_many_engagements_as_asked_for() {
    double each = (double) crm.simulation().rows("engagements") / crm.simulation().rows("leads");
    assertThat(each).isBetween(9.0, 15.0);
  }

  @Test
  void equal_settings_give_equal_bytes() throws Exception {
    assertThat(load("again", WORLD, SETTINGS).digests()).isEqualTo(crm.digests());
  }

  @Test
  void another_seed_tells_another_story() throws Exception {
    SimulatorSettings other = SimulatorSettings.endingAt(SETTINGS.end(), 7, 18, 60);
    SimulatorSettings same = SimulatorSettings.endingAt(SETTINGS.end(), 8, 18, 60);
    assertThat(load("seed7", WORLD, other).digests().get("leads"))
        .isNotEqualTo(load("seed8", WORLD, same).digests().get("leads"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void removing_an_organization_changes_nothing_of_the_others(long removed) throws SQLException {
    Set<Long> stay = new TreeSet<>(Set.of(1L, 2L, 3L));
    stay.remove(removed);
    String schema = "without_" + removed;
    LoadedCrm others = load(schema, WORLD.only(stay), SETTINGS);
    for (String table : ReferenceSchema.TABLES) {
      assertSame(
          others,
          "SELECT * FROM " + schema + "." + table,
          "SELECT * FROM crm."
              + table
              + " AS t WHERE "
              + ORGANIZATION.getOrDefault(table, "organization_id")
              + " <> "
              + removed
              + (table.equals("lead_merges")
                  ? " AND " + byLead("survivor_id") + " <> " + removed
                  : ""),
          table);
    }
    others.connection().close();
  }

  /** Where lead 42 comes more than 120 days after lead 41, they cannot be merged by then. */
  @Test
  void a_lead_is_merged_only_into_one_that_is_there() throws SQLException {
    Instant end = Instant.parse("2026-03-01T00:00:00Z");
    SimulatorSettings few = SimulatorSettings.endingAt(end, 5, 120, 140).withEngagementsPerLead(8);
    Instant between = Instant.parse("2025-08-01T00:00:00Z");
    for (SimulatorSettings settings : List.of(few, few.seenAt(between))) {
      LoadedCrm sparse = load("sparse" + settings.end().getEpochSecond(), WORLD, settings);
      assertThat(
              sparse.rows(
                  "SELECT DISTINCT merged_at > created_at FROM lead_merges"
                      + " JOIN leads ON leads.id = survivor_id"))
          .containsExactly("t");
      assertThat(sparse.number("SELECT count(*) FROM leads WHERE id = 2000000041")).isEqualTo(1);
      sparse.connection().close();
    }
  }

  @Test
  void an_earlier_end_shows_the_same_history_less_what_came_later() throws SQLException {
    LoadedCrm early = load("early", WORLD, SETTINGS.seenAt(EARLIER));
    String before = " < '" + EARLIER + "'";
    String stillThere = " WHERE lead_id IN (SELECT id FROM crm.leads)";
    assertSame(
        early,
        "SELECT * FROM early.engagements" + stillThere,
        "SELECT * FROM crm.engagements WHERE updated_at" + before,
        "engagements");
    assertSame(
        early,
        "SELECT * FROM early.leads WHERE id IN (SELECT id FROM crm.leads WHERE updated_at"
            + before
            + ")",
        "SELECT * FROM crm.leads WHERE updated_at" + before,
        "leads");
    assertSame(
        early,
        "SELECT * FROM early.lead_merges",
        "SELECT * FROM crm.lead_merges WHERE merged_at" + before,
        "lead_merges");
    // Backdated entries carry no date of their arrival, so they are compared one way only.
    String logged = " WHERE reason IS DISTINCT FROM 'Imported with its history'";
    assertSame(
        early,
        "SELECT * FROM early.audit_logs" + logged,
        "SELECT * FROM crm.audit_logs" + logged + " AND created_at" + before,
        "audit_logs");
    assertThat(early.rows("SELECT * FROM early.audit_logs EXCEPT SELECT * FROM crm.audit_logs"))
        .isEmpty();
    assertSame(
        early,
        "SELECT * FROM early.fx_rates",
        "SELECT * FROM crm.fx_rates WHERE day <= '2025-11-03'",
        "fx_rates");
  }

  @Test
  void nothing_is_dated_after_the_end_but_what_is_dirty() throws SQLException {
    String late = " >= '" + SETTINGS.end() + "'";
    for (String column :
        List.of(
            "leads.created_at",
            "leads.updated_at",
            "audit_logs.created_at",
            "engagements.updated_at",
            "activities.completed_at",
            "activities.updated_at",
            "outreach_attempts.opened_at",
            "outreach_attempts.updated_at",
            "purchases.updated_at",
            "tasks.completed_at",
            "tasks.updated_at",
            "lead_assignment_history.created_at",
            "ab_test_assignments.assigned_at",
            "ab_test_outcomes.occurred_at",
            "lead_merges.merged_at")) {
      String table = column.substring(0, column.indexOf('.'));
      assertThat(crm.number("SELECT count(*) FROM " + table + " WHERE " + column + late))
          .as(column)
          .isZero();
    }
    assertThat(crm.rows("SELECT DISTINCT occurred_at FROM engagements WHERE occurred_at" + late))
        .containsExactly("infinity");
  }

  @Test
  void keys_constraints_and_indexes_are_as_the_schema_says() throws SQLException {
    String constraints =
        "SELECT replace(conrelid::regclass::text || ' ' || conname || ' '"
            + " || pg_get_constraintdef(oid), '%s.', '') FROM pg_constraint"
            + " WHERE connamespace = '%s'::regnamespace AND conname !~ '^simulation_' ORDER BY 1";
    String indexes =
        "SELECT replace(indexdef, '%s.', '') FROM pg_indexes"
            + " WHERE schemaname = '%s' AND tablename <> 'simulation' ORDER BY 1";
    try (Connection untouched = LoadedCrm.emptyCrm(database.endpoint(), "untouched")) {
      LoadedCrm empty = new LoadedCrm(untouched, "untouched", crm.simulation());
      for (String query : List.of(constraints, indexes)) {
        assertThat(crm.rows(query.formatted("crm", "crm")))
            .isEqualTo(empty.rows(query.formatted("untouched", "untouched")))
            .hasSizeGreaterThan(40);
      }
    }
  }

  @Test
  void rows_added_by_hand_get_ids_that_no_simulated_row_will_have() throws SQLException {
    assertThat(
            crm.number(
                "INSERT INTO purchases (organization_id, lead_id, amount, currency, purchased_at)"
                    + " SELECT 1, min(id), 1, 'BRL', now() FROM leads RETURNING id"))
        .isGreaterThan(crm.number("SELECT max(id) FROM engagements"));
    assertThat(
            crm.number(
                "DELETE FROM purchases WHERE id >= " + SimulatedIds.FIRST_BY_HAND + " RETURNING 1"))
        .isEqualTo(1);
  }

  @Test
  void a_crm_with_next_to_no_leads_loads() throws SQLException {
    SimulatorSettings tiny = SimulatorSettings.endingAt(SETTINGS.end(), 1, 1, 1);
    assertThat(load("tiny", WORLD, tiny).simulation().rows("leads")).isLessThan(10);
  }

  @Test
  void refuses_a_crm_that_holds_rows() {
    assertThatThrownBy(() -> new Simulator(WORLD).load(crm.connection(), SETTINGS))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("Table organizations already holds rows")
        .extracting(e -> ((LeadhouseException) e).category())
        .isEqualTo(Category.CONFIGURATION);
  }

  @Test
  void refuses_a_database_without_the_reference_tables() throws SQLException {
    try (Connection connection = database.database("nothing").connect()) {
      assertThatThrownBy(() -> Simulator.standard().load(connection, SETTINGS))
          .isInstanceOf(LeadhouseException.class)
          .hasMessageContaining("no table organizations")
          .hasMessageContaining("sql/sources/crm/schema.sql");
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  private static String byLead(String column) {
    return "(SELECT organization_id FROM crm.leads WHERE id = t." + column + ")";
  }

  private static void assertSame(LoadedCrm crm, String left, String right, String what)
      throws SQLException {
    assertThat(crm.number("SELECT count(*) FROM (" + left + ") x")).as(what).isPositive();
    assertThat(crm.rows("(" + left + ") EXCEPT ALL (" + right + ")")).as(what).isEmpty();
    assertThat(crm.rows("(" + right + ") EXCEPT ALL (" + left + ")")).as(what).isEmpty();
  }
}
