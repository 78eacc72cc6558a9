package io.leadhouse.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * cases/*.yml: a small example of a table.
 *
 * @param parameters overrides of sql/warehouse.yml
 * @param through inputs that their own queries make of given tables, where a reader sees more in
 *     those
 * @param given input tables as text; those not named are empty
 * @param expect the whole table, in the columns named
 * @param rejected staging only: the rows that go to quarantine, with their reason; none when not
 *     said
 */
record CaseFile(
    String description,
    Map<String, JsonNode> parameters,
    List<String> through,
    Map<String, String> given,
    String expect,
    String rejected) {
  CaseFile {
    parameters = Objects.requireNonNullElse(parameters, Map.of());
    through = Objects.requireNonNullElse(through, List.of());
    rejected = Objects.requireNonNullElse(rejected, "none");
    given = Objects.requireNonNullElse(given, Map.of());
  }
}
