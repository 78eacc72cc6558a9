package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Warehouse;
import io.leadhouse.testing.SmallHouse;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {
  private static final StructType VISITS =
      new StructType()
          .add("id", "string")
          .add("page", "string")
          .add("seconds", "int")
          .add("email", "string");
  private static final StructType PAGES = new StructType().add("id", "string");

  private final SparkSession session = TestSession.fresh();
  private final Map<String, JsonNode> parameters =
      new HashMap<>(Map.of("as_of", TextNode.valueOf("2026-01-01T00:00:00Z")));
  @TempDir private Path folder;

  @Test
  void rowsFlowFromRawToTheMart() {
    Map<String, TableResult> results = build(visit("v1", "p", 5), visit("v2", "p", 7));

    assertThat(results.values()).allMatch(r -> r.status() == Status.DONE);
    assertThat(rows("marts", "page_time")).containsExactly("[p,12]");
    assertThat(results.get("page_time").inputs()).containsExactly(Map.entry("visit", 0L));
  }

  @Test
  void refusedRowsGoToQuarantineWithTheirReasonsAndWithoutPersonalData() {
    Map<String, TableResult> results =
        build(
            visit("v1", "p", 5),
            visit("v2", "nowhere", -1),
            visit(null, "p", 3),
            visit("v4", null, 4));

    assertThat(results.get("stg_visit").rows()).isEqualTo(2);
    assertThat(results.get("stg_visit").quarantined()).isEqualTo(2);
    assertThat(rows("ops", "quarantine"))
        .containsExactlyInAnyOrder(
            "[stg_visit,v2,seconds is negative; no stg_page with page_id nowhere,"
                + "{\"visit_id\":\"v2\",\"page_id\":\"nowhere\",\"seconds\":-1,\"email\":\"***\"},1]",
            "[stg_visit,?,visit_id is missing,"
                + "{\"page_id\":\"p\",\"seconds\":3,\"email\":\"***\"},1]");
  }

  @Test
  void aRowLeavesQuarantineWhenItHasHealed() {
    build(visit("v1", "p", -5));
    assertThat(rows("ops", "quarantine")).hasSize(1);
    build(visit("v1", "p", 5));
    assertThat(rows("ops", "quarantine")).isEmpty();
    assertThat(rows("marts", "page_time")).containsExactly("[p,5]");
  }

  @Test
  void aRowLeavesQuarantineWhenItsParentArrives() {
    Row[] unchanged = {visit("v1", "p", 5), visit("v2", "q", 7)};
    TableResult before = build(unchanged).get("stg_visit");
    assertThat(before.rows()).isEqualTo(1);
    assertThat(before.quarantined()).isEqualTo(1);
    assertThat(rows("ops", "quarantine")).singleElement().asString().contains("no stg_page");
    assertThat(rows("marts", "page_time")).containsExactly("[p,5]");

    pages = List.of("p", "q");
    TableResult after = build(unchanged).get("stg_visit");
    assertThat(after.rows()).isEqualTo(2);
    assertThat(after.quarantined()).isZero();
    assertThat(rows("ops", "quarantine")).isEmpty();
    assertThat(rows("marts", "page_time")).containsExactlyInAnyOrder("[p,5]", "[q,7]");
  }

  @Test
  void aFailedCheckLeavesTheTableAsItWasAndStopsWhatReadsIt() {
    build(visit("v1", "p", 5));
    Map<String, TableResult> results = build(visit("v1", "p", 5), visit("v2", "p", 2000));

    assertThat(results.get("visit").status()).isEqualTo(Status.FAILED);
    assertThat(results.get("visit").problem().orElseThrow().message())
        .contains("seconds <= 1000: violated by 1 row, for example {\"visit_id\":\"v2\"}");
    assertThat(results.get("page_time").status()).isEqualTo(Status.SKIPPED);
    assertThat(rows("core", "visit")).containsExactly("[v1,p,5]");
    assertThat(rows("marts", "page_time")).containsExactly("[p,5]");
  }

  @Test
  void aWarningIsRecordedAndStopsNothing() {
    Map<String, TableResult> results = build(visit("v1", "p", 500));

    assertThat(results.get("visit").status()).isEqualTo(Status.DONE);
    assertThat(results.get("visit").checks())
        .anySatisfy(
            check -> assertThat(check.describe()).contains("seconds <= 100: violated by 1 row"));
  }

  @Test
  void aKeyThatIsNotUniqueFailsTheTable() {
    house()
        .write(
            "marts/web/page_time/query.sql",
            "SELECT page_id, CAST(seconds AS BIGINT) AS seconds FROM visit");
    Map<String, TableResult> results = build(visit("v1", "p", 5), visit("v2", "p", 6));

    assertThat(results.get("page_time").problem().orElseThrow().message())
        .contains("key is unique: violated by 1 row, for example {\"page_id\":\"p\"}");
  }

  @Test
  void aContractWhoseKeyIsNotUniqueFailsAndStopsWhatReadsIt() {
    Map<String, TableResult> results = build(visit("v1", "p", 5), visit("v1", "p", 6));

    assertThat(results.get("stg_visit").problem().orElseThrow())
        .isEqualTo(
            new TableResult.Problem(
                Category.DATA_QUALITY,
                "stg_visit: 2 rows share 1 values of the key [visit_id]. Let the source pack's query"
                    + " give one row a key."));
    assertThat(results.get("page_time").status()).isEqualTo(Status.SKIPPED);
  }

  @Test
  void aPackThatNoLongerFitsItsSourceIsDriftAndTheRestGoesOn() {
    house().write("sources/shop/stg_visit/query.sql", "SELECT gone AS visit_id FROM raw_visits");
    Map<String, TableResult> results = build(visit("v1", "p", 5));

    TableResult.Problem problem = results.get("stg_visit").problem().orElseThrow();
    assertThat(problem.category()).isEqualTo(Category.SCHEMA_DRIFT);
    assertThat(problem.message()).contains("stg_visit/query.sql:1").contains("gone");
    assertThat(results.get("stg_page").status()).isEqualTo(Status.DONE);
  }

  @Test
  void aBrokenCheckFailsItsTableOnly() {
    house()
        .table(
            "marts/web/page_time",
            """
            description: One row per page.
            key: [page_id]
            columns: {page_id: The page., seconds: Time spent on it.}
            checks: [{fail: secnds > 0}]
            """);
    TableResult result = build(visit("v1", "p", 5)).get("page_time");

    assertThat(result.problem().orElseThrow().category()).isEqualTo(Category.CONFIGURATION);
    assertThat(result.problem().orElseThrow().message()).contains("secnds");
  }

  @Test
  void aParameterOfTheConfigurationReachesTheQueryAndItsDefinition() {
    String before = build(visit("v1", "p", 5)).get("visit").definition();
    parameters.put("minimum", IntNode.valueOf(6));
    TableResult after = build(visit("v1", "p", 5)).get("visit");

    assertThat(after.rows()).isZero();
    assertThat(after.definition()).isNotEqualTo(before);
  }

  @Test
  void arraysAndMapsAreParametersToo() {
    house()
        .query(
            "marts/web/labelled",
            """
            description: One row per step.
            key: [step]
            columns: {step: The step., label: Its label.}
            """,
            "SELECT explode(:steps) AS step, :labels['a'] AS label");
    build();
    assertThat(rows("marts", "labelled")).containsExactlyInAnyOrder("[1,first]", "[2,first]");
  }

  @Test
  void aQueryThatBreaksOnAValueFailsItsTableOnly() {
    house()
        .write(
            "marts/web/page_time/query.sql",
            "SELECT page_id, sum(CAST(visit_id AS INT)) AS seconds FROM visit GROUP BY page_id");
    Map<String, TableResult> results = build(visit("v1", "p", 5));

    assertThat(results.get("visit").status()).isEqualTo(Status.DONE);
    assertThat(results.get("page_time").problem().orElseThrow().message())
        .contains("CAST_INVALID_INPUT");
  }

  @Test
  void aColumnThatDoesNotExistNamesFileAndLine() {
    house()
        .write(
            "marts/web/page_time/query.sql",
            "SELECT page_id,\n  sum(secnds) AS seconds\nFROM visit GROUP BY page_id");
    assertThat(build(visit("v1", "p", 5)).get("page_time").problem().orElseThrow().message())
        .contains("page_time/query.sql:2")
        .contains("secnds");
  }

  private final Map<String, RecordedBuild> recorded = new HashMap<>();
  private List<String> pages = List.of("p");
  private SmallHouse house;

  private SmallHouse house() {
    if (house == null) {
      house = SmallHouse.in(folder);
    }
    return house;
  }

  private static Row visit(String id, String page, int seconds) {
    return RowFactory.create(id, page, seconds, "someone@example.com");
  }

  private Map<String, TableResult> build(Row... visits) {
    Warehouse warehouse = house().read();
    DeltaStore store = new DeltaStore(folder.resolve("warehouse"));
    Map<String, Long> raw = new HashMap<>();
    raw.put("raw_visits", write(store, "raw_visits", VISITS, List.of(visits)));
    List<Row> pageRows = pages.stream().map(page -> RowFactory.create(page)).toList();
    raw.put("raw_pages", write(store, "raw_pages", PAGES, pageRows));
    BuildContext context =
        new BuildContext(
            "run-1",
            session,
            warehouse,
            new TableGraph(warehouse),
            store,
            ParameterValues.of(warehouse.parameters(), parameters),
            0);
    List<String> started = new ArrayList<>();
    Map<String, TableResult> results = new HashMap<>();
    BuildListener listener =
        new BuildListener() {
          @Override
          public synchronized void started(String table) {
            started.add(table);
          }

          @Override
          public synchronized void finished(TableResult result) {
            results.put(result.table(), result);
          }
        };
    List<TableResult> all =
        new Build(context, recorded, 2).run(Scope.whole(context.graph(), raw, Map.of()), listener);
    assertThat(all).extracting(TableResult::table).isEqualTo(context.graph().order());
    assertThat(results.keySet()).containsExactlyInAnyOrderElementsOf(context.graph().order());
    assertThat(started).doesNotHaveDuplicates();
    all.forEach(
        result -> RecordedBuild.of(result).ifPresent(built -> recorded.put(result.table(), built)));
    return results;
  }

  private long write(DeltaStore store, String name, StructType shape, List<Row> rows) {
    Path path = store.path("raw", name);
    session
        .createDataFrame(rows, shape)
        .write()
        .format("delta")
        .mode("overwrite")
        .save(path.toString());
    return store.version(session, path);
  }

  private List<String> rows(String layer, String table) {
    DeltaStore store = new DeltaStore(folder.resolve("warehouse"));
    Path path = store.path(layer, table);
    return store.read(session, path, store.version(session, path)).collectAsList().stream()
        .map(Row::toString)
        .toList();
  }
}
