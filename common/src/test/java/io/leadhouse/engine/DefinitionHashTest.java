package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Warehouse;
import io.leadhouse.testing.SmallHouse;
import java.nio.file.Path;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionHashTest {
  @TempDir private Path folder;

  @Test
  void anotherSparkOrOtherTimeZonesAreAnotherDefinition() {
    String rules = ZoneRulesProvider.getVersions("UTC").lastEntry().getKey();
    assertThat(DefinitionHash.MADE_WITH).contains("4.1.3", rules);

    Warehouse warehouse = SmallHouse.in(folder).read();
    TableGraph graph = new TableGraph(warehouse);
    ParameterValues parameters = parameters(warehouse);
    String now = DefinitionHash.of(warehouse.table("visit"), graph, parameters);
    for (int i = 0; i < DefinitionHash.MADE_WITH.size(); i++) {
      List<String> other = new ArrayList<>(DefinitionHash.MADE_WITH);
      other.set(i, "another");
      assertThat(DefinitionHash.of(warehouse.table("visit"), graph, parameters, other))
          .isNotEqualTo(now);
    }
  }

  @Test
  void anotherKeyOfAParentIsAnotherDefinitionOfItsChildren() {
    SmallHouse house = SmallHouse.in(folder);
    String page =
        """
        description: One row per page.
        key: [%s]
        columns:
          organization_id: {type: string, meaning: Its owner.}
          page_id: {type: string, meaning: The page.}
        """;
    house.table("staging/stg_page", page.formatted("page_id"));
    String one = hash(house, "stg_visit");
    house.table("staging/stg_page", page.formatted("organization_id, page_id"));
    assertThat(hash(house, "stg_visit")).isNotEqualTo(one);
  }

  private static String hash(SmallHouse house, String table) {
    Warehouse warehouse = house.read();
    return DefinitionHash.of(
        warehouse.table(table), new TableGraph(warehouse), parameters(warehouse));
  }

  private static ParameterValues parameters(Warehouse warehouse) {
    return ParameterValues.of(
        warehouse.parameters(), Map.of("as_of", TextNode.valueOf("2026-01-01T00:00:00Z")));
  }
}
