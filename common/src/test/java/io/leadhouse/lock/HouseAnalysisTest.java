package io.leadhouse.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.leadhouse.engine.Models;
import io.leadhouse.engine.ParameterValues;
import io.leadhouse.graph.House;
import io.leadhouse.testing.SmallHouse;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HouseAnalysisTest {
  private static final Map<String, Map<String, String>> RAW =
      Map.of(
          "raw_visits",
          Map.of("id", "string", "page", "string", "seconds", "int", "email", "string"),
          "raw_pages",
          Map.of("id", "string"));

  @TempDir private Path folder;

  @Test
  void typesAreInferredWithoutARow() {
    assertThat(analyze(SmallHouse.in(folder)).get("page_time"))
        .containsExactly(Map.entry("page_id", "string"), Map.entry("seconds", "bigint"));
  }

  @Test
  void aCheckOnAColumnThatDoesNotExistNamesFileAndLine() {
    SmallHouse house = SmallHouse.in(folder);
    house.table(
        "marts/web/page_time",
        """
        description: One row per page.
        key: [page_id]
        columns: {page_id: The page., seconds: Time spent on it.}
        checks:
          - {fail: seconds >= 0}
          - {warn: secnds < 100}
        """);
    refused(house, "page_time/table.yml:6: ", "secnds");
  }

  @Test
  void aRuleOnAColumnThatDoesNotExistNamesFileAndLine() {
    SmallHouse house = SmallHouse.in(folder);
    house.table(
        "staging/stg_page",
        """
        description: One row per page.
        key: [page_id]
        columns:
          page_id: {type: string, meaning: The page.}
        rules:
          - {reject: page_ix = 'a', reason: because}
        """);
    refused(house, "stg_page/table.yml:6: ", "page_ix");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rand() < 0.5",
        "page_id < cast(current_date() AS string)",
        "count(*) OVER (PARTITION BY page_id) > 1",
        "max(page_id) = 'a'",
        "page_id = (SELECT 'a')",
        "explode(array(true))",
      })
  void aRuleThatLooksAtMoreThanItsRowIsRefusedWithFileAndLine(String reject) {
    SmallHouse house = SmallHouse.in(folder);
    house.table(
        "staging/stg_page",
        """
        description: One row per page.
        key: [page_id]
        columns:
          page_id: {type: string, meaning: The page.}
        rules:
          - reject: %s
            reason: because
        """
            .formatted(reject));
    refused(house, "stg_page/table.yml:6: ");
  }

  @Test
  void aTouchedByThatDoesNotLeadToTheRefreshKeyNamesFileAndLine() {
    SmallHouse house = SmallHouse.in(folder);
    house.table(
        "marts/web/page_time",
        """
        description: One row per page.
        key: [page_id]
        refresh:
          by: [page_id]
          touched_by: {visit: SELECT visit_id FROM changed}
        columns: {page_id: The page., seconds: Time spent on it.}
        """);
    refused(house, "page_time/table.yml:5: ", "page_id");
  }

  @Test
  void aTouchedByThatAsksTheClockIsRefused() {
    SmallHouse house = SmallHouse.in(folder);
    house.table(
        "marts/web/page_time",
        """
        description: One row per page.
        key: [page_id]
        refresh:
          by: [page_id]
          touched_by: {visit: SELECT page_id FROM changed WHERE current_date() > DATE '2026-01-01'}
        columns: {page_id: The page., seconds: Time spent on it.}
        """);
    refused(house, "page_time/table.yml: touched_by of 'visit'", "current_date");
  }

  @Test
  void columnsThatTheQueryLacksAreNamed() {
    SmallHouse house = SmallHouse.in(folder);
    house.write("marts/web/page_time/query.sql", "SELECT page_id FROM visit");
    refused(house, "columns and query differ", "page_id, seconds");
  }

  @Test
  void aPackThatMissesTheContractIsRefused() {
    SmallHouse house = SmallHouse.in(folder);
    house.write("sources/shop/stg_page/query.sql", "SELECT 1 AS page_id");
    refused(house, "does not meet the contract", "page_id:int");
  }

  @Test
  void theClockAndChanceAreRefused() {
    SmallHouse house = SmallHouse.in(folder);
    house.write(
        "marts/web/page_time/query.sql",
        "SELECT page_id, max(unix_timestamp()) AS seconds FROM visit GROUP BY page_id");
    refused(house, "is refused, because equal inputs must give equal rows");
  }

  private static Map<String, Map<String, String>> analyze(SmallHouse files) {
    House house = House.read(files.sql(), "shop");
    ParameterValues parameters =
        ParameterValues.of(
            house.warehouse().parameters(),
            Map.of("as_of", TextNode.valueOf("2026-01-01T00:00:00Z")));
    Models models = new Models(house.warehouse(), house.graph(), parameters);
    return HouseAnalysis.tables(TestSession.fresh(), house, models, RAW);
  }

  private static void refused(SmallHouse house, String... parts) {
    assertThatThrownBy(() -> analyze(house)).hasMessageContainingAll(parts);
  }
}
