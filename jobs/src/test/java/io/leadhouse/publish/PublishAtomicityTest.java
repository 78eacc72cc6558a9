package io.leadhouse.publish;

import static io.leadhouse.publish.PublishFixture.execute;
import static io.leadhouse.publish.PublishFixture.lines;
import static io.leadhouse.publish.PublishFixture.loadTables;
import static io.leadhouse.publish.PublishFixture.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishAtomicityTest {
  private static final int ROWS = 500;
  private static final String STATE =
      "SELECT (SELECT min(v) || '-' || max(v) || ' ' || count(*) FROM analytics.first),"
          + " (SELECT min(v) || '-' || max(v) || ' ' || count(*) FROM analytics.second),"
          + " (SELECT min(delta_version) || '-' || max(delta_version) FROM analytics.publication)";

  private static PublishFixture fixture;
  private PublishTarget target;

  @BeforeAll
  static void start() throws IOException {
    fixture = new PublishFixture();
  }

  @AfterAll
  static void stop() throws IOException {
    fixture.close();
  }

  @BeforeEach
  void newTarget() throws SQLException {
    target = fixture.newTarget();
  }

  @Test
  void aStatementAndARepeatableReaderSeeOnePublicationOfAllTables() throws Exception {
    publishBoth(1);
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try {
      Future<List<String>> statements = readers.submit(() -> readWhole(ended));
      Future<List<String>> transactions = readers.submit(() -> readInSteps(ended));
      for (int version = 2; version <= 8; version++) {
        publishBoth(version);
      }
      ended.set(true);
      List<String> allowed = IntStream.rangeClosed(1, 8).mapToObj(this::state).toList();
      assertThat(statements.get(60, TimeUnit.SECONDS)).isSubsetOf(allowed);
      assertThat(transactions.get(60, TimeUnit.SECONDS)).isSubsetOf(allowed);
      assertThat(Set.copyOf(statements.get())).hasSizeGreaterThan(2).contains(state(8));
      assertThat(Set.copyOf(transactions.get())).hasSizeGreaterThan(2);
    } finally {
      ended.set(true);
      readers.shutdown();
    }
  }

  @Test
  void aFailedLoadLeavesThePublicationBeforeAndNoLoadTables() throws SQLException {
    publishBoth(1);
    PublishedTable broken =
        fixture.table(
            "second",
            numbered("second", 2)
                .rows()
                .selectExpr("id", "IF(id = 400, raise_error('no such row'), v) AS v"),
            List.of("id"),
            2);
    assertThatThrownBy(() -> publish(target, numbered("first", 2), broken))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("second")
        .hasMessageContaining("no such row");
    assertThat(lines(target, STATE)).containsExactly(state(1));
    assertThat(loadTables(target)).isEmpty();

    publishBoth(3);
    assertThat(lines(target, STATE)).containsExactly(state(3));
  }

  @Test
  void aFailureInTheLastTableUndoesTheFirst() throws SQLException {
    publishBoth(1);
    execute(target, "ALTER TABLE analytics.second ADD CONSTRAINT low CHECK (v < 2)");
    assertThatThrownBy(() -> publishBoth(2))
        .isInstanceOfSatisfying(
            LeadhouseException.class,
            e -> assertThat(e.category()).isEqualTo(Category.DATA_QUALITY))
        .hasMessageContaining("low");
    assertThat(lines(target, STATE)).containsExactly(state(1));
    assertThat(loadTables(target)).isEmpty();
  }

  @Test
  void aConnectionThatBreaksLeavesThePublicationBefore() throws SQLException {
    publishBoth(1);
    PostgresEndpoint endpoint = target.endpoint();
    FilterFunction<Row> breaking =
        row -> {
          if (row.getLong(0) == 400) {
            execute(
                new PublishTarget(endpoint, "any"),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
          }
          return true;
        };
    PublishedTable second = numbered("second", 2);
    PublishedTable breakingSecond =
        fixture.table("second", second.rows().filter(breaking), second.key(), 2);
    assertThatThrownBy(() -> publish(target, numbered("first", 2), breakingSecond))
        .isInstanceOfSatisfying(
            LeadhouseException.class,
            e ->
                assertThat(e.category()).describedAs(e.toString()).isEqualTo(Category.UNREACHABLE));
    assertThat(lines(target, STATE)).containsExactly(state(1));

    publishBoth(2);
    assertThat(lines(target, STATE)).containsExactly(state(2));
    assertThat(loadTables(target)).isEmpty();
  }

  @Test
  void loadTablesOfAProcessThatDiedAreClearedAndOthersAreNot() throws SQLException {
    publishBoth(1);
    execute(
        target,
        "CREATE TABLE analytics_load.\"first~rows\" (x int)",
        "CREATE TABLE analytics_load.\"gone table~gone\" (x int)",
        "CREATE TABLE analytics_load.theirs (x int)");
    publishBoth(2);
    assertThat(lines(target, STATE)).containsExactly(state(2));
    assertThat(loadTables(target)).containsExactly("theirs");
  }

  private List<String> readWhole(AtomicBoolean ended) throws SQLException {
    List<String> seen = new ArrayList<>();
    try (PostgresSession session = PostgresSession.open(target.endpoint())) {
      boolean last;
      do {
        last = ended.get();
        seen.addAll(lines(session, STATE));
      } while (!last);
    }
    return seen;
  }

  private List<String> readInSteps(AtomicBoolean ended) throws Exception {
    List<String> seen = new ArrayList<>();
    try (PostgresSession session = PostgresSession.open(target.endpoint())) {
      while (!ended.get()) {
        session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
        String versions =
            lines(
                    session,
                    "SELECT min(delta_version) || '-' || max(delta_version)"
                        + " FROM analytics.publication")
                .get(0);
        TimeUnit.MILLISECONDS.sleep(20);
        String second = lines(session, content("second")).get(0);
        TimeUnit.MILLISECONDS.sleep(20);
        seen.add(lines(session, content("first")).get(0) + "|" + second + "|" + versions);
        session.execute("COMMIT");
      }
    }
    return seen;
  }

  private static String content(String table) {
    return "SELECT min(v) || '-' || max(v) || ' ' || count(*) FROM analytics." + table;
  }

  private String state(int version) {
    String content = version + "-" + version + " " + ROWS;
    return content + "|" + content + "|" + version + "-" + version;
  }

  private void publishBoth(int version) {
    publish(target, numbered("first", version), numbered("second", version));
  }

  /** Every row says which version it is of. */
  private PublishedTable numbered(String name, int version) {
    return fixture.table(
        name,
        fixture.spark().range(ROWS).selectExpr("id + " + version + " AS id", version + " AS v"),
        List.of("id"),
        version);
  }
}
