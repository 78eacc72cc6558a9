package io.leadhouse.publish;

import static io.leadhouse.publish.PublishFixture.execute;
import static io.leadhouse.publish.PublishFixture.lines;
import static io.leadhouse.publish.PublishFixture.loadTables;
import static io.leadhouse.publish.PublishFixture.publish;
import static io.leadhouse.publish.PublishFixture.publishImpatiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.PostgresSession;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishContentionTest {
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
  void readersDoNotHoldUpAPublicationThatOnlyWritesRows() throws SQLException {
    publishBoth(1);
    try (PostgresSession reader = PostgresSession.open(target.endpoint())) {
      reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      assertThat(lines(reader, STATE)).containsExactly(state(1));
      publishImpatiently(target, numbered("first", 2), numbered("second", 2));
      assertThat(lines(reader, STATE)).containsExactly(state(1));
    }
    assertThat(lines(target, STATE)).containsExactly(state(2));
  }

  @Test
  void aReaderThatKeepsItsLockIsNamedAndNothingChanges() throws SQLException {
    publishBoth(1);
    try (PostgresSession reader = PostgresSession.open(target.endpoint())) {
      reader.execute("BEGIN");
      lines(reader, STATE);
      String pid = lines(reader, "SELECT pg_backend_pid()").get(0);
      assertThatThrownBy(() -> publishImpatiently(target, numbered("first", 2), wider("second")))
          .isInstanceOfSatisfying(
              LeadhouseException.class,
              e ->
                  assertThat(e.category())
                      .describedAs(e.toString())
                      .isEqualTo(Category.UNREACHABLE))
          .hasMessageContaining("pid " + pid + " (user postgres, application 'leadhouse'")
          .hasMessageContaining("holds second")
          .hasMessageContaining("query started 20");
    }
    assertThat(lines(target, STATE)).containsExactly(state(1));
    assertThat(loadTables(target)).isEmpty();
  }

  @Test
  void aReaderThatLeavesInTimeOnlyDelaysThePublication() throws Exception {
    publishBoth(1);
    try (PostgresSession reader = PostgresSession.open(target.endpoint())) {
      reader.execute("BEGIN");
      lines(reader, STATE);
      CompletableFuture<PublishResult> publishing =
          CompletableFuture.supplyAsync(
              () -> publish(target, numbered("first", 2), wider("second")));
      TimeUnit.SECONDS.sleep(3);
      assertThat(publishing).isNotDone();
      assertThat(lines(target, STATE)).containsExactly(state(1));
      reader.execute("COMMIT");
      publishing.get(60, TimeUnit.SECONDS);
    }
    assertThat(lines(target, "SELECT max(w) FROM analytics.second")).containsExactly("2");
  }

  @Test
  void twoProcessesDoNotPublishAtATime() throws SQLException {
    publishBoth(1);
    try (PostgresSession other = PostgresSession.open(target.endpoint())) {
      lines(
          other,
          "SELECT pg_advisory_lock(hashtextextended('leadhouse publish analytics', 0))::text");
      assertThatThrownBy(() -> publishBoth(2))
          .isInstanceOfSatisfying(
              LeadhouseException.class, e -> assertThat(e.category()).isEqualTo(Category.LOCKED))
          .hasMessageContaining("Another process is publishing to schema analytics");
    }
    publishBoth(2);
  }

  @Test
  void aPartitionThatSparkRunsTwiceIsLoadedOnce() throws SQLException {
    PublishedTable table = numbered("first", 1);
    TableShape shape = TableShape.of(table);
    LoadTables load = LoadTables.of(target, "first");
    execute(
        target,
        "CREATE SCHEMA analytics_load",
        "CREATE TABLE analytics_load.\"first~rows\" (id bigint, v int)",
        "CREATE TABLE analytics_load.\"first~parts\" (part int PRIMARY KEY, loaded bigint)");
    RowCopy copy = new RowCopy(target.endpoint(), shape, load);
    table.rows().foreachPartition(copy);
    table.rows().foreachPartition(copy);
    assertThat(lines(target, "SELECT count(*) FROM analytics_load.\"first~rows\""))
        .containsExactly(String.valueOf(ROWS));
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

  private PublishedTable wider(String name) {
    return fixture.table(
        name, numbered(name, 2).rows().selectExpr("*", "v AS w"), List.of("id"), 2);
  }
}
