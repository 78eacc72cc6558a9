package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.delta.tables.DeltaTable;
import io.leadhouse.engine.Refreshed.Mode;
import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import io.leadhouse.testing.SmallHouse;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshTest {
  private static final StructType VISITS =
      new StructType()
          .add("id", "string")
          .add("page", "string")
          .add("seconds", "int")
          .add("email", "string")
          .add("agent", "string");
  private static final StructType PAGES = new StructType().add("id", "string");

  @TempDir private Path folder;
  private SmallRuns runs;

  @BeforeEach
  void begin() {
    runs = new SmallRuns(SmallHouse.in(folder), folder.resolve("warehouse"));
    pages("p", "q");
  }

  @Test
  void aTableWhoseInputsDidNotMoveIsNotTouched() {
    visits(visit("v1", "p", 5), visit("v2", "nowhere", 5));
    Map<String, TableResult> first = runs.build();
    assertThat(first.values()).allMatch(r -> r.refreshed().mode() == Mode.FULL);
    Map<String, TableResult> again = runs.build();

    assertThat(again.values())
        .allSatisfy(
            result -> {
              assertThat(result.refreshed().mode()).isEqualTo(Mode.NONE);
              assertThat(result.version()).isZero();
              assertThat(result.rows()).isEqualTo(first.get(result.table()).rows());
            });
    assertThat(again.get("stg_visit").quarantined()).isEqualTo(1);
    assertThat(runs.rows("ops", "quarantine")).hasSize(1);
  }

  @Test
  void onlyWhatReadsAChangeIsRecomputed() {
    visits(visit("v1", "p", 5));
    runs.build();
    pages("p", "q", "r");
    Map<String, TableResult> results = runs.build();

    assertThat(results.get("stg_page").refreshed())
        .isEqualTo(new Refreshed(Mode.BY_KEY, "raw_pages changed", 1));
    assertRefreshed(
        results, "stg_visit", Mode.NONE, "no key is touched by what changed in stg_page");
    assertRefreshed(results, "visit", Mode.NONE, "nothing that it reads has changed");
  }

  @Test
  void aChangeOfAColumnThatIsNotReadTouchesNothing() {
    visits(RowFactory.create("v1", "p", 5, "a@b.c", "one"));
    runs.build();
    visits(RowFactory.create("v1", "p", 5, "a@b.c", "two"));
    Map<String, TableResult> results = runs.build();
    assertRefreshed(
        results, "stg_visit", Mode.NONE, "nothing that it reads of raw_visits has changed");
    assertThat(results.get("stg_visit").inputs()).containsEntry("raw_visits", 1L);

    visits(RowFactory.create("v1", "p", 5, "other@b.c", "two"));
    results = runs.build();
    assertRefreshed(
        results, "stg_visit", Mode.FULL, "more than half of its rows are touched by raw_visits");
    assertRefreshed(results, "visit", Mode.NONE, "nothing that it reads of stg_visit has changed");
  }

  /** Counts visits by page. */
  public static final class PageCount implements JavaModel {
    @Override
    public Dataset<Row> rows(ModelInputs inputs) {
      return inputs.table("stg_visit").groupBy("page_id").count();
    }
  }

  @Test
  void aJavaModelSeesTheColumnsThatItsTableYmlListsAndFollowsNoOthers() {
    runs.house.table(
        "marts/web/page_count",
        """
        description: One row per page.
        key: [page_id]
        java: %s
        inputs: {stg_visit: [page_id]}
        columns: {page_id: The page., count: Its visits.}
        """
            .formatted(PageCount.class.getName()));
    visits(visit("v1", "p", 5), visit("v2", "q", 5), visit("v3", "q", 5));
    runs.build();
    visits(visit("v1", "p", 9), visit("v2", "q", 5), visit("v3", "q", 5));
    assertRefreshed(
        runs.build(), "page_count", Mode.NONE, "nothing that it reads of stg_visit has changed");

    visits(visit("v1", "q", 9), visit("v2", "q", 5), visit("v3", "q", 5));
    assertRefreshed(runs.build(), "page_count", Mode.FULL, "stg_visit changed");
    assertThat(runs.rows("marts", "page_count")).containsExactly("[q,3]");
  }

  @Test
  void aRowThatComesAndGoesBetweenTwoRunsTouchesNothing() {
    visits(visit("v1", "p", 5));
    runs.build();
    visits(visit("v1", "p", 5), visit("v2", "p", 5));
    visits(visit("v1", "p", 5));
    assertThat(runs.build().values()).allMatch(r -> r.refreshed().mode() == Mode.NONE);
  }

  @Test
  void aChangedDefinitionRebuildsItsTableAndNothingElse() {
    visits(visit("v1", "p", 5));
    runs.build();
    runs.parameters.put("minimum", IntNode.valueOf(2));
    Map<String, TableResult> results = runs.build();

    assertRefreshed(results, "visit", Mode.FULL, "its definition changed");
    assertRefreshed(results, "page_time", Mode.NONE, "nothing that it reads has changed");
  }

  @Test
  void theClockAloneIsNoOtherDefinition() {
    runs.house.query(
        "core/reporting_window",
        """
        description: One row per day.
        key: [day]
        columns: {day: The day.}
        """,
        "SELECT cast(:as_of AS date) AS day FROM stg_page GROUP BY ALL");
    visits(visit("v1", "p", 5));
    runs.build();
    runs.parameters.put("as_of", TextNode.valueOf("2026-01-02T00:00:00Z"));
    assertRefreshed(
        runs.build(), "reporting_window", Mode.FULL, "the clock moved: as of 2026-01-02T00:00:00Z");
    assertThat(runs.rows("core", "reporting_window")).containsExactly("[2026-01-02]");
  }

  @Test
  void aNewCheckSeesTheRowsThatAreThere() {
    visits(visit("v1", "p", 5));
    runs.build();
    runs.house.table(
        "marts/web/page_time",
        """
        description: One row per page.
        key: [page_id]
        columns: {page_id: The page., seconds: Time spent on it.}
        checks: [{fail: seconds > 5}]
        """);
    assertThat(runs.build().get("page_time").problem()).isPresent();
  }

  @Test
  void anInputThatWasMadeAnewIsReadWhole() {
    visits(visit("v1", "p", 5));
    runs.build();
    SmallRuns.delete(folder.resolve("warehouse/raw/raw_visits"));
    visits(visit("v1", "p", 6));
    Map<String, TableResult> results = runs.build();

    assertRefreshed(results, "stg_visit", Mode.FULL, "raw_visits was made anew");
    assertThat(runs.rows("marts", "page_time")).containsExactly("[p,6]");
  }

  /** Whoever puts a backup back and ingests has another table of the same id and version. */
  @Test
  void anInputThatWasPutBackIsReadWhole() throws IOException {
    Path raw = folder.resolve("warehouse/raw/raw_visits");
    visits(visit("v1", "p", 5));
    FileUtils.copyDirectory(raw.toFile(), folder.resolve("backup").toFile());
    visits(visit("v1", "p", 5), visit("v2", "p", 1));
    runs.build();
    SmallRuns.delete(raw);
    FileUtils.copyDirectory(folder.resolve("backup").toFile(), raw.toFile());
    visits(visit("v1", "p", 5), visit("v2", "p", 2));
    String why = "raw_visits was put back, and what has happened to it since is not known";
    assertRefreshed(runs.build(), "stg_visit", Mode.FULL, why);
    assertThat(runs.rows("marts", "page_time")).containsExactly("[p,7]");

    SmallRuns.delete(raw);
    FileUtils.copyDirectory(folder.resolve("backup").toFile(), raw.toFile());
    visits(visit("v1", "p", 5), visit("v2", "p", 3));
    visits(visit("v1", "p", 5), visit("v2", "p", 3), visit("v3", "p", 4));
    assertRefreshed(runs.build(), "stg_visit", Mode.FULL, why);
    assertThat(runs.rows("marts", "page_time")).containsExactly("[p,12]");
  }

  @Test
  void aFeedWhoseFilesAreGoneIsNotMissed() {
    visits(visit("v1", "p", 5));
    runs.build();
    visits(visit("v1", "p", 6));
    visits(visit("v1", "p", 7), visit("v2", "p", 7));
    SparkSession session = TestSession.fresh();
    session.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
    var unused =
        DeltaTable.forPath(session, folder.resolve("warehouse/raw/raw_visits").toString())
            .vacuum(0);
    Map<String, TableResult> results = runs.build();

    assertRefreshed(results, "stg_visit", Mode.FULL, "the change feed of raw_visits is gone");
    assertThat(runs.rows("marts", "page_time")).containsExactly("[p,14]");
  }

  @Test
  void aFeedWhoseLogWasCutIsNotMissed() throws IOException {
    visits(visit("v1", "p", 5));
    runs.build();
    visits(visit("v1", "p", 6));
    visits(visit("v1", "p", 7), visit("v2", "p", 7));
    Path raw = folder.resolve("warehouse/raw/raw_visits");
    DeltaLog.forTable(TestSession.fresh(), raw.toString()).checkpoint();
    for (int version = 0; version < 2; version++) {
      Files.delete(raw.resolve("_delta_log/%020d.json".formatted(version)));
    }
    DeltaLog.clearCache();
    assertRefreshed(runs.build(), "stg_visit", Mode.FULL, "the change feed of raw_visits is gone");
  }

  @Test
  void aFeedThatCannotBeReadIsNoFeedThatIsGone() throws IOException {
    visits(visit("v1", "p", 5));
    runs.build();
    visits(visit("v1", "p", 6));
    Path raw = folder.resolve("warehouse/raw/raw_visits");
    List<Path> then;
    try (Stream<Path> files = Files.list(raw)) {
      then = files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
    visits(visit("v1", "p", 7), visit("v2", "p", 7));
    for (Path file : then) {
      Files.writeString(file, "no Parquet");
    }
    TableResult result = runs.build().get("stg_visit");

    assertThat(result.problem()).isPresent();
    assertThat(runs.rows("staging", "stg_visit")).hasSize(1);
  }

  @Test
  void aFeedOfMostRowsOfALargeTableIsNotRead() {
    List<Row> before = new ArrayList<>();
    List<Row> after = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      before.add(RowFactory.create("v" + i, "p", 5, "a@b.c", "one"));
      after.add(RowFactory.create("v" + i, "p", 5, "a@b.c", "two"));
    }
    runs.raw("raw_visits", VISITS, before);
    runs.build();
    runs.raw("raw_visits", VISITS, after);
    Map<String, TableResult> results = runs.build();

    assertRefreshed(
        results, "stg_visit", Mode.FULL, "more than half of the rows of raw_visits have changed");
    assertRefreshed(results, "visit", Mode.NONE, "nothing that it reads has changed");
  }

  @Test
  void aChangeOfManyRowsIsNoneWhereOnlyTheirKeysAreRead() {
    runs.house.query(
        "marts/web/visit_key",
        """
        description: One row per visit.
        key: [visit_id]
        columns: {visit_id: The visit.}
        """,
        "SELECT visit_id FROM stg_visit");
    List<Row> before = new ArrayList<>();
    List<Row> after = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      before.add(visit("v" + i, "p", 5));
      after.add(visit("v" + i, "p", 6));
    }
    runs.raw("raw_visits", VISITS, before);
    runs.build();
    runs.raw("raw_visits", VISITS, after);
    Map<String, TableResult> results = runs.build();

    assertRefreshed(
        results, "visit_key", Mode.NONE, "nothing that it reads of stg_visit has changed");
  }

  @Test
  void aRunThatWasKilledBeforeItsRecordIsGoneOnFrom() {
    visits(visit("v1", "p", 5));
    runs.build();
    visits(visit("v1", "p", 6));
    runs.unrecorded();
    Map<String, TableResult> results = runs.build();

    // What a contract refused is stored after its commit, so that its commit alone tells too
    // little.
    assertRefreshed(results, "stg_visit", Mode.FULL, "what it is made of is not recorded");
    assertRefreshed(results, "visit", Mode.NONE, "nothing that it reads has changed");
    assertThat(runs.rows("marts", "page_time")).containsExactly("[p,6]");
  }

  @Test
  void aCommitOfSomebodyElseIsNotTrusted() {
    visits(visit("v1", "p", 5));
    runs.build();
    DeltaTable.forPath(TestSession.fresh(), folder.resolve("warehouse/core/visit").toString())
        .delete();
    Map<String, TableResult> results = runs.build();

    assertRefreshed(results, "visit", Mode.FULL, "what it is made of is not recorded");
    assertThat(runs.rows("core", "visit")).containsExactly("[v1,p,5]");
  }

  @Test
  void rowsThatSomebodyElseHasDoubledAreThereOnceAgain() {
    visits(visit("v1", "p", 5));
    runs.build();
    String visits = folder.resolve("warehouse/core/visit").toString();
    SparkSession other = TestSession.fresh();
    other.read().format("delta").load(visits).write().format("delta").mode("append").save(visits);
    assertThat(runs.rows("core", "visit")).hasSize(2);
    runs.build();
    assertThat(runs.rows("core", "visit")).containsExactly("[v1,p,5]");
  }

  private static void assertRefreshed(
      Map<String, TableResult> results, String table, Mode mode, String why) {
    assertThat(results.get(table).refreshed()).isEqualTo(new Refreshed(mode, why, 0));
  }

  private void visits(Row... rows) {
    runs.raw("raw_visits", VISITS, List.of(rows));
  }

  private void pages(String... ids) {
    runs.raw("raw_pages", PAGES, Stream.of(ids).map(id -> (Row) RowFactory.create(id)).toList());
  }

  private static Row visit(String id, String page, int seconds) {
    return RowFactory.create(id, page, seconds, "someone@example.com", "browser");
  }
}
