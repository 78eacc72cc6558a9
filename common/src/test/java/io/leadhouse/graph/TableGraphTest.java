package io.leadhouse.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.testing.SmallHouse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableGraphTest {
  private static final String PAGE =
      """
      description: One row per page.
      key: [page_id]
      columns: {page_id: The page.}
      """;

  @TempDir private Path folder;

  @Test
  void inputsComeBeforeTheirReaders() {
    TableGraph graph = new TableGraph(SmallHouse.in(folder).read());

    assertThat(graph.order()).containsExactly("stg_page", "stg_visit", "visit", "page_time");
    assertThat(graph.inputs("stg_visit")).containsExactly("raw_visits", "stg_page");
    assertThat(graph.parameters("visit")).containsExactly("minimum");
    assertThat(graph.readers("visit")).containsExactly("page_time");
  }

  @Test
  void namesAreFoundWhereverAQueryMayHideThem() {
    ParsedQuery parsed =
        ParsedQuery.of(
            Path.of("q.sql"),
            """
            WITH a AS (SELECT * FROM x), x2 AS (WITH b AS (SELECT * FROM y) SELECT * FROM b)
            SELECT (SELECT max(v) FROM scalar_sub) AS m, :p AS p
            FROM a JOIN x2 ON true
            WHERE EXISTS (SELECT 1 FROM exists_sub WHERE id IN (SELECT id FROM in_sub))
            UNION ALL SELECT l.m, 1 FROM u, LATERAL (SELECT m FROM lateral_sub WHERE k < :q) AS l
            """);
    assertThat(parsed.tables())
        .containsExactly("exists_sub", "in_sub", "lateral_sub", "scalar_sub", "u", "x", "y");
    assertThat(parsed.parameters()).containsExactly("p", "q");
  }

  @Test
  void onlyOneSelectIsAQuery() {
    for (String sql :
        new String[] {
          "DROP TABLE visit", "INSERT INTO t SELECT 1", "SELECT 1; SELECT 2", "SET a=1"
        }) {
      assertThatThrownBy(() -> ParsedQuery.of(Path.of("q.sql"), sql)).hasMessageContaining("q.sql");
    }
  }

  @Test
  void timeTravelAndPathsAreRefused() {
    assertThatThrownBy(() -> ParsedQuery.of(Path.of("q.sql"), "SELECT * FROM t VERSION AS OF 3"))
        .hasMessageContaining("VERSION AS OF");
    assertThatThrownBy(() -> ParsedQuery.of(Path.of("q.sql"), "SELECT * FROM delta.`/etc`"))
        .hasMessageContaining("plain name");
  }

  @Test
  void aSyntaxErrorNamesFileAndLine() {
    refused("SELECT page_id\nFROM stg_page\nWHER page_id > 1 1", "bad/query.sql:3");
  }

  @Test
  void anUnknownTableNamesTheNearest() {
    refused("SELECT page_id FROM stg_pag", "no table 'stg_pag'. Did you mean 'stg_page'?");
  }

  @Test
  void anUnknownParameterNamesTheNearest() {
    refused("SELECT page_id FROM stg_page WHERE 1 > :minimun", "Did you mean 'minimum'?");
  }

  @Test
  void aLayerDoesNotLookBackAndOnlyStagingReadsRaw() {
    SmallHouse house = SmallHouse.in(folder);
    house.query("core/bad", PAGE, "SELECT page_id FROM page_time");
    assertThatThrownBy(() -> new TableGraph(house.read()))
        .hasMessageContaining("reads 'page_time' of layer 'marts'");
    house.write("core/bad/query.sql", "SELECT id AS page_id FROM raw_pages");
    assertThatThrownBy(() -> new TableGraph(house.read()))
        .hasMessageContaining("reads 'raw_pages' of layer 'raw'");
  }

  @Test
  void aCycleIsRefused() {
    SmallHouse house = SmallHouse.in(folder);
    house.query("marts/web/one", PAGE, "SELECT page_id FROM two");
    house.query("marts/web/two", PAGE, "SELECT page_id FROM one");
    assertThatThrownBy(() -> new TableGraph(house.read())).hasMessageContaining("cycle: one, two");
  }

  @Test
  void onlyTheClockTableReadsTheClock() {
    refused("SELECT page_id FROM stg_page WHERE :as_of > now()", "only reporting_window may use");
  }

  private void refused(String sql, String message) {
    SmallHouse house = SmallHouse.in(folder);
    house.query("marts/web/bad", PAGE, sql);
    assertThatThrownBy(() -> new TableGraph(house.read())).hasMessageContaining(message);
  }
}
