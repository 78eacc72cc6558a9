package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.engine.TableResult;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.graph.House;
import io.leadhouse.pipeline.RefreshProperty.Outcome;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link RefreshEqualsRebuildTest} must see, else it would prove nothing: on a house of a few
 * tables, models that break the promise where no rule can tell beforehand.
 */
class WrongModelsTest {
  private static final StructType VISITS =
      new StructType().add("id", "string").add("page", "string").add("seconds", "int");
  private static final StructType PAGES =
      new StructType().add("id", "string").add("title", "string");

  private static final String VISITS_OF_PAGE =
      "SELECT visit_id FROM changed INNER JOIN stg_visit ON changed.page_id = stg_visit.page_id";
  private static final String TITLES =
      """
      SELECT visit_id, stg_page.title AS answer
      FROM stg_visit LEFT JOIN stg_page ON stg_visit.page_id = stg_page.page_id
      """;

  @TempDir private Path folder;

  @BeforeEach
  void begin() throws IOException {
    write(
        "warehouse.yml",
        """
        layers:
          - {name: staging, reads: [raw], meaning: Contracts.}
          - {name: core, reads: [staging, core], meaning: Facts.}
        parameters:
          as_of: {type: timestamp, meaning: The clock.}
        """);
    write(
        "sources/site/raw.yml",
        """
        description: A site.
        schema: public
        tables:
          visits: {key: [id]}
          pages: {key: [id]}
        """);
    write("sources/site/stg_page/query.sql", "SELECT id AS page_id, title FROM raw_pages");
    write(
        "staging/stg_page/table.yml",
        """
        description: One row per page.
        key: [page_id]
        columns:
          page_id: {type: string, meaning: The page.}
          title: {type: string, meaning: What it says.}
        """);
    write(
        "sources/site/stg_visit/query.sql",
        "SELECT id AS visit_id, page AS page_id, seconds FROM raw_visits");
    write(
        "staging/stg_visit/table.yml",
        """
        description: One row per visit.
        key: [visit_id]
        columns:
          visit_id: {type: string, meaning: The visit.}
          page_id: {type: string, meaning: The page.}
          seconds: {type: int, meaning: Its length., unit: seconds}
        rules: [{reject: seconds < 0, reason: seconds is negative}]
        """);
  }

  @Test
  void whatBreaksThePromiseIsSeenAndNothingElse() throws IOException {
    String followed = ", touched_by: {stg_page: %s}";
    answer("keeps_it", "visit_id", followed.formatted(VISITS_OF_PAGE), TITLES);
    // Short visits of a page are not found when its title changes.
    answer(
        "misses_keys",
        "visit_id",
        followed.formatted(VISITS_OF_PAGE + " WHERE seconds > 50"),
        TITLES);
    answer("depends_on_other_keys", "visit_id", WrongModels.DependsOnOtherKeys.class);
    answer("reads_the_clock", "visit_id", WrongModels.ReadsTheClock.class);
    answer("moves_rows", "page_id", WrongModels.MovesRowsBetweenKeys.class);

    Outcome outcome = tried();

    assertThat(outcome.stopped())
        .singleElement()
        .satisfies(
            stopped -> {
              assertThat(stopped.table()).isEqualTo("moves_rows");
              TableResult.Problem problem = stopped.problem().orElseThrow();
              assertThat(problem.category()).isEqualTo(Category.CONFIGURATION);
              assertThat(problem.message()).contains("refreshed by page_id, it makes a row for");
            });
    assertThat(outcome.differences())
        .extracting(Difference::table)
        .contains("misses_keys", "depends_on_other_keys", "reads_the_clock")
        .isSubsetOf("misses_keys", "depends_on_other_keys", "reads_the_clock", "moves_rows");
    assertThat(outcome.byKey()).isGreaterThanOrEqualTo(6);
  }

  /** A history of two hundred visits of forty pages. */
  private Outcome tried() {
    List<Row> visits = new ArrayList<>();
    List<Row> pages = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      visits.add(RowFactory.create("v" + i, "p" + i % 40, i % 60));
    }
    for (int i = 0; i < 40; i++) {
      pages.add(RowFactory.create("p" + i, "title " + i));
    }
    return new RefreshProperty(
            TestSession.shuffling(1, false),
            House.read(folder.resolve("sql"), "site"),
            Map.of(),
            folder.resolve("warehouse"))
        .of(
            Map.of(
                "raw_visits", new RawTable(VISITS, List.of("id"), visits),
                "raw_pages", new RawTable(PAGES, List.of("id"), pages)),
            Instant.parse("2026-01-01T00:00:00Z"),
            2,
            30,
            7);
  }

  private void answer(String table, String key, Class<?> model) throws IOException {
    write(
        "core/" + table + "/table.yml",
        form(key, "") + "java: %s%ninputs: [stg_visit]%n".formatted(model.getName()));
  }

  private void answer(String table, String key, String touchedBy, String query) throws IOException {
    write("core/" + table + "/table.yml", form(key, touchedBy));
    write("core/" + table + "/query.sql", query);
  }

  private static String form(String key, String touchedBy) {
    return """
    description: One row per key.
    key: [%1$s]
    refresh: {by: [%1$s]%2$s}
    columns: {%1$s: The key., answer: What is asked.}
    """
        .formatted(key, touchedBy);
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve("sql").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
