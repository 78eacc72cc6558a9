package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.leadhouse.delta.DeltaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Visits of two organizations on two days that are over, and on one that is not. */
class RestatementTest {
  private static final Instant AS_OF = Instant.parse("2026-03-03T12:00:00Z");
  private static final String TOTALS = "marts/visits/day_visit";
  private static final String DAY_1 = "{\"organization_id\":\"1\",\"day\":\"2026-03-01\"}";

  @TempDir private Path folder;
  private SmallShop shop;
  private int told;

  @BeforeEach
  void fourDaysOfVisits() {
    shop = new SmallShop(folder);
    RunFixture.execute(
        shop.source,
        "CREATE TABLE visits"
            + " (id int PRIMARY KEY, organization_id int, lead text, day date, pieces int);"
            + " CREATE TABLE merges (loser text PRIMARY KEY, organization_id int, survivor text);"
            + " INSERT INTO visits VALUES (1, 1, 'a', '2026-03-01', 3),"
            + " (2, 1, 'b', '2026-03-01', 2), (3, 1, 'a', '2026-03-02', 1),"
            + " (4, 2, 'c', '2026-03-01', 5), (5, 2, 'd', '2026-03-01', 1),"
            + " (6, 2, 'c', '2026-03-02', 4), (7, 2, 'd', '2026-03-02', 2),"
            + " (8, 1, 'a', '2026-03-03', 1)");
    shop.write(
        "sources/shop/raw.yml",
        """
        description: A shop with visitors.
        schema: public
        tables:
          sales: {key: [id]}
          visits: {key: [id]}
          merges: {key: [loser]}
        """);
    shop.write(
        "sources/shop/stg_visit/query.sql",
        "SELECT CAST(id AS STRING) AS visit_id, CAST(organization_id AS STRING) AS organization_id,"
            + " lead AS lead_id, day, pieces FROM raw_visits");
    shop.write(
        "sources/shop/stg_lead_merge/query.sql",
        "SELECT CAST(organization_id AS STRING) AS organization_id, loser AS loser_id,"
            + " survivor AS survivor_id FROM raw_merges");
    shop.write(
        "staging/stg_visit/table.yml",
        """
        description: One row per visit.
        key: [visit_id]
        columns:
          visit_id: {type: string, meaning: The visit.}
          organization_id: {type: string, meaning: Owner.}
          lead_id: {type: string, meaning: Who came.}
          day: {type: date, meaning: When.}
          pieces: {type: int, meaning: How much was bought.}
        """);
    shop.write(
        "staging/stg_lead_merge/table.yml",
        """
        description: One row per merged lead.
        key: [organization_id, loser_id]
        columns:
          organization_id: {type: string, meaning: Owner.}
          loser_id: {type: string, meaning: Who is gone.}
          survivor_id: {type: string, meaning: Who stays.}
        """);
    shop.write(
        "core/reporting_window/table.yml",
        """
        description: One row per organization.
        key: [organization_id]
        columns: {organization_id: Owner., as_of_day: Day of the run.}
        """);
    shop.write(
        "core/reporting_window/query.sql",
        "SELECT DISTINCT organization_id, CAST(:as_of AS DATE) AS as_of_day FROM stg_visit");
    shop.write(
        "core/visit/table.yml",
        """
        description: One row per visit.
        key: [visit_id]
        columns:
          visit_id: The visit.
          organization_id: Owner.
          lead_id: Who came, after merges.
          day: When.
          pieces: How much was bought.
        """);
    shop.query("core/visit", visits("stg_visit.pieces"));
    shop.write("marts/visits/day_visit/table.yml", declared("pieces, leads, last_guest", ""));
    shop.query(TOTALS, totals("sum(visit.pieces)"));
    lock();
    run();
  }

  @Test
  void settledFiguresThatChangeAreToldWithTheirCause() {
    assertThat(news()).isEmpty();

    visit("(9, 1, 'a', '2026-03-01', 7), (10, 1, 'e', '2026-03-03', 1)");
    run();
    assertThat(news()).containsExactly("1 " + DAY_1 + " pieces: 5 -> 12, late row");

    RunFixture.execute(shop.source, "DELETE FROM visits WHERE id = 7");
    visit("(11, 1, 'a', '2026-03-03', 1)");
    run();
    String day2 = "2 {\"organization_id\":\"2\",\"day\":\"2026-03-02\"} ";
    assertThat(news())
        .containsExactlyInAnyOrder(
            day2 + "pieces: 6 -> 4, delete",
            day2 + "leads: 2 -> 1, delete",
            day2 + "last_guest: *** -> ***, delete");

    RunFixture.execute(shop.source, "INSERT INTO merges VALUES ('b', 1, 'a')");
    visit("(12, 2, 'c', '2026-03-03', 1)");
    run();
    assertThat(news())
        .containsExactlyInAnyOrder(
            "1 " + DAY_1 + " leads: 2 -> 1, merge",
            "1 " + DAY_1 + " last_guest: *** -> ***, merge");

    shop.query("core/visit", visits("stg_visit.pieces + 1"));
    lock();
    run();
    assertThat(news()).hasSize(4).allMatch(line -> line.endsWith(", definition"));

    shop.query(TOTALS, totals("2 * sum(visit.pieces)"));
    lock();
    visit("(13, 1, 'a', '2026-03-02', 1)");
    run();
    assertThat(news())
        .hasSize(4)
        .allMatch(line -> line.endsWith(", definition"))
        .contains(
            "1 {\"organization_id\":\"1\",\"day\":\"2026-03-02\"} pieces: 2 -> 8, definition");
    assertThat(published()).isEqualTo(all());
    assertThat(KeptVersions.assertOfAllTables(folder.resolve("warehouse")))
        .contains("ops/restatement");
  }

  @Test
  void aFigureThatWasNotThereIsNotRestated() {
    shop.write(
        "marts/visits/day_visit/table.yml",
        declared("pieces, leads, last_guest, most", "  most: {meaning: Bought at once.}\n"));
    shop.query(TOTALS, totals("sum(visit.pieces)", ", max(visit.pieces) AS most"));
    lock();
    visit("(9, 1, 'a', '2026-03-01', 7)");
    run();
    assertThat(news()).containsExactly("1 " + DAY_1 + " pieces: 5 -> 12, definition");
    visit("(10, 1, 'a', '2026-03-01', 8)");
    run();
    assertThat(news())
        .containsExactly(
            "1 " + DAY_1 + " most: 7 -> 8, late row", "1 " + DAY_1 + " pieces: 12 -> 20, late row");
  }

  @Test
  void aDayThatEndsIsNoRestatement() {
    run(AS_OF.plusSeconds(86_400));
    visit("(9, 2, 'c', '2026-03-04', 7)");
    run(AS_OF.plusSeconds(90_000));
    assertThat(news()).isEmpty();
    visit("(10, 1, 'a', '2026-03-03', 7)");
    run(AS_OF.plusSeconds(180_000));
    assertThat(news())
        .containsExactly(
            "1 {\"organization_id\":\"1\",\"day\":\"2026-03-03\"} pieces: 1 -> 8, late row");
  }

  @Test
  void aRunAsOfAnEarlierInstantRestatesNothing() {
    run(AS_OF.plusSeconds(86_400));
    visit("(9, 1, 'a', '2026-03-01', 7), (10, 1, 'a', '2026-03-03', 7)");
    run(AS_OF);
    assertThat(news()).isEmpty();
    visit("(11, 1, 'a', '2026-03-01', 1), (12, 1, 'a', '2026-03-03', 1)");
    run(AS_OF.plusSeconds(86_400));
    assertThat(news()).containsExactly("1 " + DAY_1 + " pieces: 12 -> 13, late row");
  }

  @Test
  void aRowThatGoesTakesItsFiguresWithIt() {
    RunFixture.execute(shop.source, "DELETE FROM visits WHERE id = 3");
    run();
    String day2 = "1 {\"organization_id\":\"1\",\"day\":\"2026-03-02\"} ";
    assertThat(news())
        .containsExactlyInAnyOrder(
            day2 + "pieces: 1 -> null, delete",
            day2 + "leads: 1 -> null, delete",
            day2 + "last_guest: *** -> null, delete");
  }

  @Test
  void aRunThatWasKilledIsToldOfOnceWhereverItWas() {
    visit("(9, 1, 'a', '2026-03-01', 7)");
    String killed = run();
    List<String> once = all();
    forget("model_run", killed);
    run();
    assertThat(all()).isEqualTo(once);

    visit("(10, 1, 'a', '2026-03-01', 1)");
    killed = run();
    forget("model_run", killed);
    forget("restatement", killed);
    run();
    assertThat(all())
        .containsExactlyInAnyOrder(
            "1 " + DAY_1 + " pieces: 5 -> 12, late row",
            "1 " + DAY_1 + " pieces: 12 -> 13, late row");
    run();
    assertThat(all()).hasSize(2);
    assertThat(published()).isEqualTo(all());
  }

  @Test
  void aBuildIsRecordedThoughItsRestatementsCannotBeWritten() throws IOException {
    Files.writeString(ops("restatement"), "In the way.");
    visit("(9, 1, 'a', '2026-03-01', 7)");
    String run = run();
    assertThat(
            shop.session
                .read()
                .format("delta")
                .load(ops("model_run").toString())
                .where("run_id = '" + run + "' AND table_name = 'day_visit' AND updated = 1")
                .count())
        .isEqualTo(1);

    Files.delete(ops("restatement"));
    visit("(10, 1, 'a', '2026-03-01', 1)");
    run();
    assertThat(news()).containsExactly("1 " + DAY_1 + " pieces: 12 -> 13, late row");
  }

  /** As if the run had died before it wrote there. */
  private void forget(String table, String run) {
    DeltaTable.forPath(shop.session, ops(table).toString()).delete("run_id = '" + run + "'");
  }

  private static String visits(String pieces) {
    return "SELECT stg_visit.visit_id, stg_visit.organization_id,"
        + " coalesce(stg_lead_merge.survivor_id, stg_visit.lead_id) AS lead_id, stg_visit.day, "
        + pieces
        + " AS pieces FROM stg_visit LEFT JOIN stg_lead_merge"
        + " ON stg_visit.organization_id = stg_lead_merge.organization_id"
        + " AND stg_visit.lead_id = stg_lead_merge.loser_id";
  }

  private static String declared(String settled, String moreColumns) {
    return """
        description: One row per organization and day.
        key: [organization_id, day]
        columns:
          organization_id: Owner.
          day: The day.
          pieces: Bought on it.
          leads: Who came.
          last_guest: {meaning: Name of one who came., personal: true}
          is_complete: The day is over.
        %spublish: {settled: {is_complete: [%s]}}
        """
        .formatted(moreColumns, settled);
  }

  private static String totals(String pieces) {
    return totals(pieces, "");
  }

  private static String totals(String pieces, String moreColumns) {
    return "SELECT visit.organization_id, visit.day, "
        + pieces
        + " AS pieces, count(DISTINCT visit.lead_id) AS leads, max(visit.lead_id) AS last_guest,"
        + " visit.day < reporting_window.as_of_day AS is_complete"
        + moreColumns
        + " FROM visit INNER JOIN reporting_window"
        + " ON visit.organization_id = reporting_window.organization_id"
        + " GROUP BY visit.organization_id, visit.day, reporting_window.as_of_day";
  }

  private void lock() {
    shop.lock(
        Map.of(
            "raw_visits", "id int, organization_id int, lead string, day date, pieces int",
            "raw_merges", "loser string, organization_id int, survivor string"));
  }

  private void visit(String rows) {
    RunFixture.execute(shop.source, "INSERT INTO visits VALUES " + rows);
  }

  private String run() {
    return run(AS_OF);
  }

  private String run(Instant asOf) {
    RunReport report =
        new WarehouseRun(
                shop.sql(),
                shop.session,
                shop.config(),
                shop.warehouse(),
                new RunClock(Clock.systemUTC(), asOf))
            .execute(RunFixture.SILENT);
    assertThat(report.problem()).isEmpty();
    return report.runId();
  }

  /** What was written down since this was asked last. */
  private List<String> news() {
    List<String> all = all();
    List<String> news = List.copyOf(all.subList(told, all.size()));
    told = all.size();
    return news;
  }

  private List<String> all() {
    if (!new DeltaStore(folder).exists(shop.session, ops("restatement"))) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    shop.session
        .read()
        .format("delta")
        .load(ops("restatement").toString())
        .orderBy("version", "organization_id", "row_key", "column_name")
        .collectAsList()
        .forEach(row -> lines.add(line(row)));
    return lines;
  }

  private static String line(Row row) {
    assertThat(row.<String>getAs("table_name")).isEqualTo("day_visit");
    return "%s %s %s: %s -> %s, %s"
        .formatted(
            row.getAs("organization_id"),
            row.getAs("row_key"),
            row.getAs("column_name"),
            row.getAs("old_value"),
            row.getAs("new_value"),
            row.getAs("cause"));
  }

  private List<String> published() {
    return RunFixture.query(
            shop.analytics,
            "SELECT format('%s %s %s: %s -> %s, %s', organization_id, row_key, column_name,"
                + " coalesce(old_value, 'null'), coalesce(new_value, 'null'), cause)"
                + " FROM analytics.restatement"
                + " ORDER BY version, organization_id, row_key COLLATE \"C\", column_name")
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  private Path ops(String table) {
    return folder.resolve("warehouse/ops").resolve(table);
  }
}
