package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.leadhouse.delta.DeltaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Visits of two organizations on two days that are over, and on one that is not. */
class RestatementTest {
  private static final Instant AS_OF = Instant.parse("2026-03-03T12:00:00Z");
  private static final String DAY_1 = "{\"organization_id\":\"1\",\"day\":\"2026-03-01\"}";

  @TempDir private Path folder;
  private VisitShop visits;
  private SmallShop shop;
  private int told;

  @BeforeEach
  void fourDaysOfVisits() {
    visits = new VisitShop(folder);
    shop = visits.shop();
    visit(
        "(1, 1, 'a', '2026-03-01', 3), (2, 1, 'b', '2026-03-01', 2), (3, 1, 'a', '2026-03-02', 1),"
            + " (4, 2, 'c', '2026-03-01', 5), (5, 2, 'd', '2026-03-01', 1),"
            + " (6, 2, 'c', '2026-03-02', 4), (7, 2, 'd', '2026-03-02', 2),"
            + " (8, 1, 'a', '2026-03-03', 1)");
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

    visits.pieces("stg_visit.pieces + 1");
    visits.lock();
    run();
    assertThat(news()).hasSize(4).allMatch(line -> line.endsWith(", definition"));

    visits.totals("2 * sum(visit.pieces)");
    visits.lock();
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
    visits.tellMost();
    visits.lock();
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

  private void visit(String rows) {
    visits.visit(rows);
  }

  private String run() {
    return run(AS_OF);
  }

  private String run(Instant asOf) {
    return shop.runAll(asOf);
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
