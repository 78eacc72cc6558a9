package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.engine.Refreshed.Mode;
import io.leadhouse.testing.SmallHouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractRefreshTest {
  private static final StructType VISITS =
      new StructType()
          .add("id", "string")
          .add("page", "string")
          .add("seconds", "int")
          .add("email", "string");
  private static final StructType PAGES = new StructType().add("id", "string");

  @TempDir private Path folder;
  private SmallRuns runs;
  private final List<Row> visits = new ArrayList<>();

  @BeforeEach
  void begin() {
    runs = new SmallRuns(SmallHouse.in(folder), folder.resolve("warehouse"));
    pages("p", "q");
    visits.addAll(
        List.of(
            visit("v1", "p", 1), visit("v2", "q", 2), visit("v3", "p", 3), visit("v4", "p", 4)));
    visits.add(visit("v5", "nowhere", 5));
    visits.add(visit("v6", "p", -6));
    runs.raw("raw_visits", VISITS, visits);
    runs.build();
  }

  @Test
  void onlyRowsOfChangedRawRowsAreJudgedAndTheRefusedOnesOfOthersStay() {
    visits.set(0, visit("v1", "p", 10));
    visits.set(5, visit("v6", "elsewhere", -6));
    runs.raw("raw_visits", VISITS, visits);
    TableResult result = runs.build().get("stg_visit");

    assertThat(result.refreshed()).isEqualTo(new Refreshed(Mode.BY_KEY, "raw_visits changed", 2));
    assertThat(result.rows()).isEqualTo(4);
    assertThat(result.quarantined()).isEqualTo(2);
    assertThat(reasons())
        .containsExactly(
            "v5: no stg_page with page_id nowhere",
            "v6: seconds is negative; no stg_page with page_id elsewhere");
    assertSameAsRebuilt();
  }

  @Test
  void aParentThatComesHealsAndOneThatGoesTakesItsRowsAlong() {
    pages("p", "nowhere");
    TableResult result = runs.build().get("stg_visit");

    assertThat(result.refreshed()).isEqualTo(new Refreshed(Mode.BY_KEY, "stg_page changed", 2));
    assertThat(result.rows()).isEqualTo(4);
    assertThat(result.quarantined()).isEqualTo(2);
    assertThat(reasons())
        .containsExactly("v2: no stg_page with page_id q", "v6: seconds is negative");
    assertSameAsRebuilt();
  }

  @Test
  void aQuarantineThatIsGoneIsMadeAgain() {
    SmallRuns.delete(folder.resolve("warehouse/ops/quarantine"));
    assertThat(runs.build().get("stg_visit").refreshed())
        .isEqualTo(new Refreshed(Mode.FULL, "the rows that it refused are gone", 0));
    assertThat(reasons())
        .containsExactly("v5: no stg_page with page_id nowhere", "v6: seconds is negative");
  }

  @Test
  void aRefusedRowOfARunThatWasKilledLeavesQuarantine() {
    visits.add(visit("v7", "p", -7));
    runs.raw("raw_visits", VISITS, visits);
    runs.unrecorded();
    assertThat(reasons()).contains("v7: seconds is negative");
    visits.remove(6);
    runs.raw("raw_visits", VISITS, visits);

    assertThat(runs.build().get("stg_visit").refreshed())
        .isEqualTo(
            new Refreshed(
                Mode.FULL, "quarantine is not as it was when this contract was judged", 0));
    assertThat(reasons())
        .containsExactly("v5: no stg_page with page_id nowhere", "v6: seconds is negative");
  }

  @Test
  void aContractThatIsNotJudgedWhenQuarantineIsMadeAgainIsJudgedWholeLater() {
    runs.house.write(
        "sources/shop/stg_page/query.sql",
        "SELECT nullif(id, 'unnamed') AS page_id FROM raw_pages");
    pages("p", "q", "unnamed");
    runs.build();
    SmallRuns.delete(folder.resolve("warehouse/ops/quarantine"));
    runs.stop("raw_visits");
    runs.build();
    assertThat(reasons()).containsExactly("?: page_id is missing");

    runs.build();
    assertThat(reasons())
        .containsExactly(
            "?: page_id is missing",
            "v5: no stg_page with page_id nowhere",
            "v6: seconds is negative");
    assertThat(runs.build().get("stg_visit").refreshed().mode()).isEqualTo(Mode.NONE);
  }

  @Test
  void whereNothingIsJudgedQuarantineIsLeftAlone() {
    visits.subList(4, 6).clear();
    runs.raw("raw_visits", VISITS, visits);
    runs.build();
    Path quarantine = folder.resolve("warehouse/ops/quarantine");
    SmallRuns.delete(quarantine);
    runs.build();
    assertThat(quarantine).doesNotExist();
  }

  @Test
  void aKeyThatTwoRowsShareStopsTheContract() {
    runs.house.write(
        "sources/shop/stg_visit/query.sql",
        "SELECT left(id, 2) AS visit_id, page AS page_id, seconds, email FROM raw_visits");
    runs.build();
    visits.add(visit("v1 again", "p", 1));
    runs.raw("raw_visits", VISITS, visits);

    assertThat(runs.build().get("stg_visit").problem().orElseThrow().message())
        .contains("stg_visit: 2 rows share 1 values of the key [visit_id]");
  }

  @Test
  void aQueryOverMoreThanItsOwnRowIsRecomputedWhole() {
    runs.house.write(
        "sources/shop/stg_visit/query.sql",
        """
        SELECT id AS visit_id, max(page) AS page_id, max(seconds) AS seconds, max(email) AS email
        FROM raw_visits GROUP BY id
        """);
    runs.build();
    visits.set(0, visit("v1", "p", 10));
    runs.raw("raw_visits", VISITS, visits);

    assertThat(runs.build().get("stg_visit").refreshed())
        .isEqualTo(new Refreshed(Mode.FULL, "raw_visits changed", 0));
  }

  @Test
  void anEmptyInputOfAUnionDoesNotCountUntilItHasRows() {
    runs.house.write(
        "sources/shop/stg_visit/query.sql",
        """
        SELECT id AS visit_id, page AS page_id, seconds, email FROM raw_visits
        UNION ALL
        SELECT raw_pages.id, raw_pages.id, 0, max(raw_pages.id)
        FROM raw_pages LEFT ANTI JOIN raw_visits ON raw_pages.id = raw_visits.id
        GROUP BY raw_pages.id
        """);
    pages();
    runs.build();
    visits.set(0, visit("v1", "p", 10));
    runs.raw("raw_visits", VISITS, visits);
    assertThat(runs.build().get("stg_visit").refreshed())
        .isEqualTo(new Refreshed(Mode.BY_KEY, "raw_visits changed", 1));
    assertSameAsRebuilt();

    pages("p");
    assertThat(runs.build().get("stg_visit").refreshed().mode()).isEqualTo(Mode.FULL);
    visits.set(0, visit("v1", "p", 11));
    runs.raw("raw_visits", VISITS, visits);
    assertThat(runs.build().get("stg_visit").refreshed())
        .isEqualTo(new Refreshed(Mode.FULL, "raw_visits changed", 0));

    pages();
    assertThat(runs.build().get("stg_visit").refreshed().mode()).isEqualTo(Mode.FULL);
  }

  private void assertSameAsRebuilt() {
    List<String> kept = runs.rows("staging", "stg_visit");
    List<String> refused = runs.rows("ops", "quarantine");
    runs.recorded.remove("stg_visit");
    assertThat(runs.build().get("stg_visit").refreshed().mode()).isEqualTo(Mode.FULL);
    assertThat(runs.rows("staging", "stg_visit")).isEqualTo(kept);
    assertThat(runs.rows("ops", "quarantine")).isEqualTo(refused);
  }

  private List<String> reasons() {
    return runs.rows("ops", "quarantine").stream()
        .map(row -> row.split(",", 4))
        .map(cells -> cells[1] + ": " + cells[2])
        .toList();
  }

  private void pages(String... ids) {
    runs.raw("raw_pages", PAGES, Stream.of(ids).map(id -> (Row) RowFactory.create(id)).toList());
  }

  private static Row visit(String id, String page, int seconds) {
    return RowFactory.create(id, page, seconds, "someone@example.com");
  }
}
