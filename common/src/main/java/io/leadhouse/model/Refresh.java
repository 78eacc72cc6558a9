package io.leadhouse.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a table follows its inputs. Rows may depend only on input rows of the same refresh key. */
public sealed interface Refresh {
  /** Recomputed whole. */
  record Full() implements Refresh {}

  /**
   * Recomputed for the key values that the inputs' changes touch.
   *
   * @param key the refresh key's columns
   * @param touchedBy per input without the key: a SELECT from its changed rows to key values
   */
  record ByKey(List<String> key, Map<String, String> touchedBy) implements Refresh {}

  /** Reads {@code full} or {@code {by: […], touched_by: {…}}}. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Refresh of(JsonNode node) {
    if (node.isTextual()) {
      return new Full();
    }
    List<String> key = new ArrayList<>();
    node.get("by").forEach(column -> key.add(column.textValue()));
    Map<String, String> touchedBy = new LinkedHashMap<>();
    node.path("touched_by")
        .fields()
        .forEachRemaining(entry -> touchedBy.put(entry.getKey(), entry.getValue().textValue()));
    return new ByKey(key, touchedBy);
  }
}
