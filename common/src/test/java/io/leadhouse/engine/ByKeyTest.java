package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.delta.Changes;
import io.leadhouse.engine.Refreshed.Mode;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import io.leadhouse.testing.SmallHouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByKeyTest {
  private static final StructType VISITS =
      new StructType()
          .add("id", "string")
          .add("page", "string")
          .add("seconds", "int")
          .add("email", "string");
  private static final StructType PAGES = new StructType().add("id", "string");

  @TempDir private Path folder;
  private SmallRuns runs;

  @BeforeEach
  void begin() {
    runs = new SmallRuns(SmallHouse.in(folder), folder.resolve("warehouse"));
    runs.house.table(
        "marts/web/page_time",
        """
        description: One row per page.
        key: [page_id]
        refresh: {by: [page_id]}
        columns: {page_id: The page., seconds: Time spent on it.}
        checks: [{fail: seconds < 1000}, {warn: seconds < 100}]
        """);
    pages("a", "b", "c", "d", "e", "f");
    visits(visit("v1", "a", 200), visit("v2", "b", 2), visit("v3", "c", 3), visit("v4", "d", 4));
  }

  @Test
  void onlyTheKeysOfChangedRowsAreRecomputedAndWarningsAreOfTheWholeTable() {
    runs.build();
    visits(visit("v1", "a", 200), visit("v2", "b", 9), visit("v3", "c", 3), visit("v4", "d", 4));
    TableResult result = runs.build().get("page_time");

    assertThat(result.refreshed()).isEqualTo(new Refreshed(Mode.BY_KEY, "visit changed", 1));
    assertThat(result.changes()).isEqualTo(new Changes(0, 1, 0));
    assertThat(result.rows()).isEqualTo(4);
    assertThat(result.checks())
        .anySatisfy(
            check -> assertThat(check.describe()).contains("seconds < 100: violated by 1 row"));
    assertThat(runs.rows("marts", "page_time"))
        .containsExactly("[a,200]", "[b,9]", "[c,3]", "[d,4]");
  }

  @Test
  void aSmallTableOverSmallInputsIsRecomputedWholeWhenTheyHaveChanged() {
    runs.build();
    visits(visit("v1", "a", 200), visit("v2", "b", 9), visit("v3", "c", 3), visit("v4", "d", 4));
    runs.takeForSmall(4);
    TableResult result = runs.build().get("page_time");
    assertThat(result.refreshed())
        .isEqualTo(new Refreshed(Mode.FULL, "visit changed, and it is small", 0));
    assertThat(result.changes()).isEqualTo(new Changes(0, 1, 0));
    assertThat(runs.build().get("page_time").refreshed().mode()).isEqualTo(Mode.NONE);

    visits(visit("v1", "a", 200), visit("v2", "b", 8), visit("v3", "c", 3), visit("v4", "d", 4));
    runs.takeForSmall(3);
    assertThat(runs.build().get("page_time").refreshed().mode()).isEqualTo(Mode.BY_KEY);
  }

  @Test
  void aSmallTableOverALargeInputIsFollowedByKey() {
    visits(visit("v1", "a", 1), visit("v2", "b", 2), visit("v3", "c", 3), visit("v4", "c", 4));
    runs.build();
    visits(visit("v1", "a", 9), visit("v2", "b", 2), visit("v3", "c", 3), visit("v4", "c", 4));
    runs.takeForSmall(3);
    assertThat(runs.build().get("page_time").refreshed().mode()).isEqualTo(Mode.BY_KEY);
  }

  @Test
  void warningsAreCountedOnFromTheLastCommit() {
    runs.build();
    visits(visit("v1", "a", 200), visit("v2", "b", 150), visit("v3", "c", 3), visit("v4", "d", 4));
    TableResult result = runs.build().get("page_time");
    assertThat(result.refreshed().mode()).isEqualTo(Mode.BY_KEY);
    assertThat(result.checks())
        .anySatisfy(
            check ->
                assertThat(check.describe())
                    .isEqualTo(
                        "seconds < 100: violated by 2 rows, for example {\"page_id\":\"b\"}"));
    assertThat(runs.metadata("marts", "page_time")).contains("\"warnings\":{\"seconds < 100\":2}");

    visits(visit("v1", "a", 20), visit("v2", "b", 150), visit("v3", "c", 3), visit("v4", "d", 4));
    assertThat(runs.build().get("page_time").checks())
        .anySatisfy(
            check -> assertThat(check.describe()).isEqualTo("seconds < 100: violated by 1 row"));
  }

  @Test
  void onlyWhatTheTableReadsOfARowTouchesTheKeysThatItLeadsTo() {
    runs.house.query(
        "marts/web/page_size",
        """
        description: One row per page.
        key: [page_id]
        refresh:
          by: [page_id]
          touched_by: {stg_visit: SELECT page_id FROM changed}
        columns: {page_id: The page., seconds: Time spent on it.}
        """,
        """
        SELECT stg_page.page_id, sum(stg_visit.seconds) AS seconds
        FROM stg_page LEFT JOIN stg_visit ON stg_page.page_id = stg_visit.page_id
        GROUP BY stg_page.page_id
        """);
    runs.build();
    visits(
        visit("v1", "a", 200),
        visit("v2", "b", 9),
        RowFactory.create("v3", "c", 3, "other@example.com"),
        visit("v4", "d", 4));
    assertThat(runs.build().get("page_size").refreshed())
        .isEqualTo(new Refreshed(Mode.BY_KEY, "stg_visit changed", 1));
  }

  @Test
  void aRowThatMovesTouchesTheKeyThatItLeaves() {
    runs.build();
    visits(visit("v1", "a", 200), visit("v2", "e", 2), visit("v3", "c", 3), visit("v4", "d", 4));
    TableResult result = runs.build().get("page_time");

    assertThat(result.refreshed().keys()).isEqualTo(2);
    assertThat(result.changes()).isEqualTo(new Changes(1, 0, 1));
    assertThat(runs.rows("marts", "page_time"))
        .containsExactly("[a,200]", "[c,3]", "[d,4]", "[e,2]");
  }

  @Test
  void whereMostRowsAreTouchedTheWholeTableIsCheaper() {
    runs.build();
    visits(visit("v1", "a", 201), visit("v2", "b", 3), visit("v3", "c", 4), visit("v4", "d", 4));

    assertThat(runs.build().get("page_time").refreshed())
        .isEqualTo(new Refreshed(Mode.FULL, "more than half of its rows are touched by visit", 0));
  }

  @Test
  void aFailedCheckLeavesTheTableAsItWasAndTheNextRunTriesAgain() {
    runs.build();
    visits(visit("v1", "a", 200), visit("v2", "b", 1000), visit("v3", "c", 3), visit("v4", "d", 4));
    TableResult failed = runs.build().get("page_time");
    assertThat(failed.problem().orElseThrow().message())
        .contains("seconds < 1000: violated by 1 row, for example {\"page_id\":\"b\"}");

    visits(visit("v1", "a", 200), visit("v2", "b", 7), visit("v3", "c", 3), visit("v4", "d", 4));
    assertThat(runs.build().get("page_time").refreshed().mode()).isEqualTo(Mode.BY_KEY);
    assertThat(runs.rows("marts", "page_time")).contains("[b,7]");
  }

  /** Counts long visits as those of another page, which no rule can see in Java. */
  public static final class SlowPages implements JavaModel {
    @Override
    public Dataset<Row> rows(ModelInputs inputs) {
      return inputs
          .table("visit")
          .groupBy(
              when(col("seconds").gt(100), lit("slow")).otherwise(col("page_id")).as("page_id"))
          .agg(sum("seconds").as("seconds"));
    }
  }

  @Test
  void aModelThatMovesRowsBetweenKeysIsStopped() {
    runs.house.remove("marts/web/page_time/query.sql");
    runs.house.table(
        "marts/web/page_time",
        """
        description: One row per page.
        key: [page_id]
        java: %s
        inputs: [visit]
        refresh: {by: [page_id]}
        columns: {page_id: The page., seconds: Time spent on it.}
        """
            .formatted(SlowPages.class.getName()));
    runs.build();
    visits(visit("v1", "a", 200), visit("v2", "b", 101), visit("v3", "c", 3), visit("v4", "d", 4));
    TableResult.Problem problem = runs.build().get("page_time").problem().orElseThrow();

    assertThat(problem.category()).isEqualTo(Category.CONFIGURATION);
    assertThat(problem.message())
        .contains("page_time: refreshed by page_id")
        .contains("{\"page_id\":\"slow\"}");
    assertThat(runs.rows("marts", "page_time")).contains("[b,2]");
  }

  @Test
  void anInputWithoutTheKeyIsFollowedByTouchedByAndElseMeansEverything() {
    pageSize("");
    runs.build();
    pages("a", "b", "c", "d", "e");
    assertThat(runs.build().get("page_size").refreshed())
        .isEqualTo(
            new Refreshed(Mode.FULL, "stg_page changed, of which any row may touch every key", 0));

    pageSize(
        ", touched_by: {stg_page: SELECT visit_id FROM changed JOIN stg_visit USING (page_id)}");
    runs.build();
    List<Row> moved = new ArrayList<>(List.of(visit("v1", "b", 200), visit("v2", "b", 2)));
    moved.addAll(List.of(visit("v3", "c", 3), visit("v4", "d", 4)));
    visits(moved.toArray(Row[]::new));
    pages("b", "c", "d", "e");
    Map<String, TableResult> results = runs.build();
    // v1 has left the page that went, and is touched as what it was before.
    assertThat(results.get("page_size").refreshed())
        .isEqualTo(new Refreshed(Mode.BY_KEY, "stg_page, stg_visit changed", 1));
    assertThat(runs.rows("marts", "page_size"))
        .containsExactly("[v1,b]", "[v2,b]", "[v3,c]", "[v4,d]");
  }

  @Test
  void anInputWithSomeColumnsOfTheKeyTouchesAllKeysThatHaveItsValues() {
    visitShare("INNER JOIN page_time ON visit.page_id = page_time.page_id");
    runs.build();
    visits(visit("v1", "a", 200), visit("v2", "b", 9), visit("v3", "c", 3), visit("v4", "d", 4));
    assertThat(runs.build().get("visit_share").refreshed())
        .isEqualTo(new Refreshed(Mode.BY_KEY, "page_time changed", 1));
    assertThat(runs.rows("marts", "visit_share")).contains("[b,v2,9]");
  }

  @Test
  void anInputWithSomeColumnsOfTheKeyThatIsNotJoinedByThemTouchesEverything() {
    visitShare("CROSS JOIN (SELECT max(seconds) AS seconds FROM page_time) AS page_time");
    runs.build();
    visits(visit("v1", "a", 300), visit("v2", "b", 2), visit("v3", "c", 3), visit("v4", "d", 4));
    assertThat(runs.build().get("visit_share").refreshed())
        .isEqualTo(
            new Refreshed(Mode.FULL, "page_time changed, of which any row may touch every key", 0));
    assertThat(runs.rows("marts", "visit_share")).contains("[b,v2,300]");
  }

  private void visitShare(String join) {
    runs.house.query(
        "marts/web/visit_share",
        """
        description: One row per visit.
        key: [page_id, visit_id]
        refresh: {by: [page_id, visit_id]}
        columns: {page_id: The page., visit_id: The visit., seconds: Time spent on its page.}
        """,
        "SELECT visit.page_id, visit.visit_id, page_time.seconds FROM visit " + join);
  }

  @Test
  void aRefreshKeyThatDoesNotTellRowsApartIsRefused() {
    runs.house.table(
        "marts/web/page_time",
        """
        description: One row per page.
        key: [page_id]
        refresh: {by: [seconds]}
        columns: {page_id: The page., seconds: Time spent on it.}
        """);
    assertThatThrownBy(() -> runs.house.read())
        .hasMessageContaining("page_time/table.yml")
        .hasMessageContaining("'seconds' is no part of the key");
  }

  @Test
  void touchedByMayReadOnlyWhatTheTableReads() {
    pageSize(", touched_by: {stg_page: SELECT page_id AS visit_id FROM visit}");
    assertThatThrownBy(() -> new TableGraph(runs.house.read()))
        .hasMessageContaining("touched_by of 'stg_page' must read 'changed'")
        .hasMessageContaining("which visit is not");
  }

  private void pageSize(String touchedBy) {
    runs.house.query(
        "marts/web/page_size",
        """
        description: One row per visit.
        key: [visit_id]
        refresh: {by: [visit_id]%s}
        columns: {visit_id: The visit., page_id: Its page.}
        """
            .formatted(touchedBy),
        """
        SELECT visit_id, stg_page.page_id
        FROM stg_visit LEFT JOIN stg_page ON stg_visit.page_id = stg_page.page_id
        """);
  }

  private void visits(Row... rows) {
    runs.raw("raw_visits", VISITS, List.of(rows));
  }

  private void pages(String... ids) {
    runs.raw("raw_pages", PAGES, Stream.of(ids).map(id -> (Row) RowFactory.create(id)).toList());
  }

  private static Row visit(String id, String page, int seconds) {
    return RowFactory.create(id, page, seconds, "someone@example.com");
  }
}
