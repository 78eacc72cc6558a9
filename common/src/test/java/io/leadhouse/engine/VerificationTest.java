package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.delta.tables.DeltaTable;
import io.leadhouse.engine.TableVerdict.Example;
import io.leadhouse.testing.SmallHouse;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
  private static final StructType VISITS =
      new StructType()
          .add("id", "string")
          .add("page", "string")
          .add("seconds", "int")
          .add("email", "string");

  private static final String TOTALS =
      """
      description: One row per visit.
      key: [visit_id]
      refresh: {by: [visit_id]}%s
      columns: {visit_id: The visit., page_id: The page., seconds: Time spent on its page.}
      """;

  @TempDir private Path folder;
  private SmallRuns runs;

  @BeforeEach
  void begin() {
    runs = new SmallRuns(SmallHouse.in(folder), folder.resolve("warehouse"));
    runs.raw(
        "raw_pages",
        new StructType().add("id", "string"),
        List.of(RowFactory.create("p"), RowFactory.create("q")));
  }

  @Test
  void tablesAreAsTheyWouldBeMadeAnew() {
    visits(10);
    runs.build();
    visits(11);
    runs.build();
    assertThat(runs.verify("stg_visit", 1)).isEqualTo(same("stg_visit", 11));
    assertThat(runs.verify("visit", 1)).isEqualTo(same("visit", 11));
    assertThat(runs.verify("page_time", 1)).isEqualTo(same("page_time", 1));
  }

  @Test
  void aModelThatDependsOnOtherKeysIsFoundWithBothRows() {
    refreshWrongly(10);

    TableVerdict verdict = runs.verify("visit", 1);

    assertThat(verdict.differing()).isEqualTo(11);
    assertThat(verdict.examples().get(0))
        .isEqualTo(
            new Example(
                "{\"visit_id\":\"v1\"}",
                "{\"visit_id\":\"v1\",\"page_id\":\"p\",\"seconds\":10}",
                "{\"visit_id\":\"v1\",\"page_id\":\"p\",\"seconds\":11}"));
  }

  @Test
  void aShareOfTheKeysIsCompared() {
    runs.house.query(
        "core/visit",
        TOTALS.formatted(""),
        "SELECT visit_id, page_id, cast(seconds AS long) AS seconds FROM stg_visit");
    visits(60);
    runs.build();
    TableVerdict verdict = runs.verify("visit", 0.25);
    assertThat(verdict.differing()).isZero();
    assertThat(verdict.rows()).isBetween(5L, 30L);
    assertThat(runs.verify("visit", 0.25)).isEqualTo(verdict);
  }

  @Test
  void aShareOfTheKeysIsRecomputedOutOfTheRowsOfAll() {
    refreshWrongly(60);
    TableVerdict verdict = runs.verify("visit", 0.25);
    assertThat(verdict.rows()).isBetween(5L, 30L);
    assertThat(verdict.differing()).isBetween(verdict.rows() - 1, verdict.rows());
    assertThat(verdict.examples().get(0).recomputed()).contains("\"seconds\":61");
  }

  @Test
  void aRowThatSomebodyChangedIsFoundAndPersonalColumnsAreMasked() {
    runs.house.query(
        "core/visit",
        """
        description: One row per visit.
        key: [visit_id, email]
        columns: {visit_id: The visit., email: {meaning: Who., personal: true}, page_id: The page., seconds: Its length.}
        """,
        "SELECT visit_id, email, page_id, seconds FROM stg_visit");
    visits(3);
    runs.build();
    Path table = folder.resolve("warehouse/core/visit");
    SparkSession session = TestSession.fresh();
    session
        .conf()
        .set(
            "spark.databricks.delta.commitInfo.userMetadata",
            runs.store.lastMetadata(session, table).orElseThrow());
    var unused =
        session.sql("UPDATE delta.`%s` SET seconds = 9 WHERE visit_id = 'v2'".formatted(table));

    assertThat(runs.verify("visit", 1).examples())
        .containsExactly(
            new Example(
                "{\"visit_id\":\"v2\",\"email\":\"***\"}",
                "{\"visit_id\":\"v2\",\"email\":\"***\",\"page_id\":\"p\",\"seconds\":9}",
                "{\"visit_id\":\"v2\",\"email\":\"***\",\"page_id\":\"p\",\"seconds\":1}"));

    var unusedInsert =
        session.sql(
            "INSERT INTO delta.`%1$s` SELECT * FROM delta.`%1$s` WHERE visit_id = 'v1'"
                .formatted(table));
    assertThat(runs.verify("visit", 1).examples().get(0).stored()).startsWith("2 times {");
  }

  @Test
  void theRowsThatAContractRefusesAreComparedToo() {
    runs.raw(
        "raw_visits",
        VISITS,
        List.of(
            RowFactory.create("v1", "p", 1, "a@b.c"), RowFactory.create("v2", "p", -1, "a@b.c")));
    runs.build();
    assertThat(runs.verify("stg_visit", 1)).isEqualTo(same("stg_visit", 2));

    Path quarantine = folder.resolve("warehouse/ops/quarantine");
    SparkSession session = TestSession.fresh();
    var unused = session.sql("DELETE FROM delta.`%s`".formatted(quarantine));
    assertThat(runs.verify("stg_visit", 1).problem())
        .isEqualTo(
            "quarantine is not as it was when this contract was judged; the next run judges it"
                + " whole");

    RecordedBuild last = runs.recorded.get("stg_visit");
    String state =
        runs.store.id(session, quarantine) + "/" + runs.store.version(session, quarantine);
    runs.recorded.put("stg_visit", new RecordedBuild(last.made(), last.quarantined(), state));
    TableVerdict verdict = runs.verify("stg_visit", 1);
    assertThat(verdict.differing()).isEqualTo(1);
    assertThat(verdict.examples())
        .singleElement()
        .satisfies(
            lost -> {
              assertThat(lost.key()).contains("\"row_key\":\"v2\"", "seconds is negative");
              assertThat(lost.stored()).isNull();
              assertThat(lost.recomputed()).isEqualTo("{\"occurrences\":1}");
            });
  }

  @Test
  void whatCannotBeVerifiedSaysWhy() {
    assertThat(runs.verify("visit", 1).problem()).isEqualTo("it was never made");
    visits(3);
    runs.build();
    visits(4);
    runs.unrecorded();
    assertThat(runs.verify("stg_visit", 1).problem())
        .isEqualTo("what it is made of is not recorded");
    runs.build();
    runs.parameters.put("minimum", IntNode.valueOf(2));
    assertThat(runs.verify("visit", 1).problem())
        .isEqualTo("its definition has changed since; the next run makes it anew");
    assertThat(runs.verify("page_time", 1)).isEqualTo(same("page_time", 1));
  }

  @Test
  void anInputThatWasMadeAnewIsNotWhatTheTableWasMadeOf() throws IOException {
    visits(3);
    runs.build();
    remake("staging/stg_visit");
    assertThat(runs.verify("visit", 1).problem())
        .startsWith("stg_visit can no longer be read as it was: the table was made anew since;");
    assertThat(runs.verify("page_time", 1)).isEqualTo(same("page_time", 1));
  }

  @Test
  void anInputThatIsGoneIsNotWhatTheTableWasMadeOf() throws IOException {
    visits(3);
    runs.build();
    delete(folder.resolve("warehouse/staging/stg_visit"));
    assertThat(runs.verify("visit", 1).problem())
        .startsWith("stg_visit can no longer be read as it was: the table was removed;");
  }

  @Test
  void versionsOlderThanTheRetentionAreRefused() {
    visits(3);
    runs.build();
    visits(1);
    SparkSession session = TestSession.fresh();
    session.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
    var unused =
        DeltaTable.forPath(session, folder.resolve("warehouse/raw/raw_visits").toString())
            .vacuum(0);
    assertThat(runs.verify("stg_visit", 1).problem()).contains("raw_visits");
  }

  /** A new visit of a page is not added to what its other visits say. */
  private void refreshWrongly(int visits) {
    runs.house.table(
        "core/visit",
        TOTALS.formatted("\njava: io.leadhouse.engine.PageTotals\ninputs: [stg_visit]"));
    runs.house.remove("core/visit/query.sql");
    visits(visits);
    runs.build();
    visits(visits + 1);
    assertThat(runs.build().get("visit").refreshed().mode()).isEqualTo(Refreshed.Mode.BY_KEY);
  }

  /** A table with the same rows and versions, which is another one for Delta. */
  private void remake(String table) throws IOException {
    Path place = folder.resolve("warehouse").resolve(table);
    SparkSession session = TestSession.fresh();
    List<Row> rows = session.read().format("delta").load(place.toString()).collectAsList();
    StructType shape = session.read().format("delta").load(place.toString()).schema();
    delete(place);
    session.createDataFrame(rows, shape).write().format("delta").save(place.toString());
  }

  private static void delete(Path table) throws IOException {
    try (Stream<Path> files = Files.walk(table)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    DeltaLog.clearCache();
  }

  private static TableVerdict same(String table, long rows) {
    return new TableVerdict(table, rows, 0, List.of(), "");
  }

  /** So many visits of one page, a second each. */
  private void visits(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      rows.add(RowFactory.create("v" + i, "p", 1, "someone@example.com"));
    }
    runs.raw("raw_visits", VISITS, rows);
  }
}
