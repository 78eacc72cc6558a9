package io.leadhouse.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class AdvanceTest {
  private static final World WORLD = WorldReader.standard();

  /** Among the steps are the end of a year and of a test. */
  private static final Instant START = Instant.parse("2025-12-28T00:00:00Z");

  private static final SimulatorSettings SETTINGS =
      SimulatorSettings.endingAt(START, 11, 24, 600).withEngagementsPerLead(10);

  private EmbeddedDatabase database;

  @BeforeAll
  void start(@TempDir Path folder) {
    database = EmbeddedDatabase.start(folder, 0);
  }

  @AfterAll
  void stop() {
    database.close();
  }

  private LoadedCrm load(String schema, SimulatorSettings settings) throws SQLException {
    return LoadedCrm.load(database.endpoint(), schema, WORLD, settings);
  }

  @Test
  void advancing_by_days_gives_the_same_rows_as_simulating_at_once() throws SQLException {
    LoadedCrm steps = load("steps", SETTINGS);
    LoadedCrm once = load("once", SETTINGS.seenAt(START.plus(Duration.ofDays(14))));
    Simulator simulator = new Simulator(WORLD);
    assertThat(steps.contents()).isNotEqualTo(once.contents());
    simulator.advance(steps.connection(), 1);
    simulator.advance(steps.connection(), 3);
    Simulation last = simulator.advance(steps.connection(), 10);

    assertThat(steps.contents()).isEqualTo(once.contents());
    assertThat(last).isEqualTo(once.simulation());
    assertThat(steps.rows("SELECT seen_at = '2026-01-11T00:00:00Z' FROM simulation"))
        .containsExactly("t");
    close(steps, once);
  }

  @Test
  void only_what_changed_is_written_and_it_carries_a_later_updated_at() throws SQLException {
    LoadedCrm crm = load("moving", SETTINGS);
    execute(
        crm,
        "CREATE TABLE leads_before AS SELECT id, updated_at, xmin::text AS version FROM leads;"
            + "CREATE TABLE tasks_before AS SELECT id, updated_at, xmin::text AS version FROM tasks;");
    new Simulator(WORLD).advance(crm.connection(), 7);
    for (String table : new String[] {"leads", "tasks"}) {
      String changed =
          "SELECT count(*) FROM %s AS t JOIN %s_before AS b USING (id) WHERE t.xmin::text %s version"
              .formatted(table, table, "%s");
      assertThat(crm.number(changed.formatted("<>"))).as(table).isPositive();
      assertThat(crm.number(changed.formatted("="))).as(table).isPositive();
      assertThat(crm.number(changed.formatted("<>") + " AND t.updated_at <= b.updated_at"))
          .as(table)
          .isZero();
      assertThat(crm.number(changed.formatted("<>") + " AND t.updated_at < '" + START + "'"))
          .as(table)
          .isZero();
    }
    close(crm);
  }

  @Test
  void leads_are_merged_and_deleted_and_rows_added_by_hand_stay() throws SQLException {
    LoadedCrm crm = load("longer", SETTINGS);
    execute(
        crm,
        "INSERT INTO leads (organization_id, first_name) VALUES (1, 'By hand');"
            + "INSERT INTO holidays VALUES (1, '2026-02-17');"
            + "CREATE TABLE ids AS SELECT id FROM leads");
    long merges = crm.simulation().rows("lead_merges");
    new Simulator(WORLD).advance(crm.connection(), 150);
    assertThat(crm.number("SELECT count(*) FROM lead_merges")).isGreaterThan(merges);
    assertThat(crm.number("SELECT count(*) FROM ids WHERE id NOT IN (SELECT id FROM leads)"))
        .isPositive();
    assertThat(crm.number("SELECT count(*) FROM leads WHERE first_name = 'By hand'")).isEqualTo(1);
    assertThat(crm.number("SELECT count(*) FROM holidays WHERE day = '2026-02-17'")).isEqualTo(1);
    close(crm);
  }

  @Test
  void a_crm_that_was_not_simulated_is_left_alone() throws SQLException {
    try (Connection connection = LoadedCrm.emptyCrm(database.endpoint(), "real")) {
      assertThatThrownBy(() -> new Simulator(WORLD).advance(connection, 1))
          .isInstanceOf(LeadhouseException.class)
          .hasMessageContaining("was not filled by the simulator")
          .extracting(e -> ((LeadhouseException) e).category())
          .isEqualTo(Category.CONFIGURATION);
    }
  }

  @Test
  void time_goes_forward_only() throws SQLException {
    try (Connection connection = LoadedCrm.emptyCrm(database.endpoint(), "backwards")) {
      assertThatThrownBy(() -> new Simulator(WORLD).advance(connection, 0))
          .hasMessageContaining("at least 1 day; given was 0");
    }
  }

  private static void execute(LoadedCrm crm, String sql) throws SQLException {
    try (Statement statement = crm.connection().createStatement()) {
      statement.execute(sql);
    }
  }

  private static void close(LoadedCrm... crms) throws SQLException {
    for (LoadedCrm crm : crms) {
      crm.connection().close();
    }
  }
}
