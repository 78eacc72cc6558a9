package io.leadhouse.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a Java model may read.
 *
 * @param columns by table; none listed means all
 */
public record JavaInputs(Map<String, List<String>> columns) {
  static final JavaInputs NONE = new JavaInputs(Map.of());

  /** Reads {@code [table, …]} or {@code {table: [column, …]}}. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static JavaInputs of(JsonNode node) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    if (node.isArray()) {
      node.forEach(table -> columns.put(table.textValue(), List.of()));
    }
    node.fields()
        .forEachRemaining(
            table -> {
              List<String> read = new ArrayList<>();
              table.getValue().forEach(column -> read.add(column.textValue()));
              columns.put(table.getKey(), List.copyOf(read));
            });
    return new JavaInputs(columns);
  }

  public Set<String> tables() {
    return columns.keySet();
  }
}
