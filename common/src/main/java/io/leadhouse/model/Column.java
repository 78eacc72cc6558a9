package io.leadhouse.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One column of a table.
 *
 * @param meaning what a value says, in words that a BI user understands
 * @param unit days, fraction, money … where the meaning alone would leave it open
 * @param type Spark SQL type; stated in staging contracts only, inferred elsewhere
 * @param personal whether values identify a person and are masked outside the table
 */
public record Column(
    String meaning, Optional<String> unit, Optional<String> type, boolean personal) {

  /** Reads {@code "meaning"} or {@code {meaning, unit, type, personal}}. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Column of(JsonNode node) {
    return node.isTextual()
        ? new Column(node.textValue(), Optional.empty(), Optional.empty(), false)
        : new Column(
            node.get("meaning").textValue(),
            Optional.ofNullable(node.path("unit").textValue()),
            Optional.ofNullable(node.path("type").textValue()),
            node.path("personal").asBoolean(false));
  }

  /** Meaning with its unit, as it is shown to people. */
  public String description() {
    return unit.map(u -> meaning + " [" + u + "]").orElse(meaning);
  }
}
