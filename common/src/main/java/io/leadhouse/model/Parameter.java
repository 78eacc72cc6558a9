package io.leadhouse.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A value that queries read as {@code :name}.
 *
 * @param type Spark SQL type
 * @param defaultValue NULL when every run must state it
 */
public record Parameter(
    String type, @JsonProperty("default") JsonNode defaultValue, String meaning) {
  /** The instant up to which a run knows anything; the one parameter that every run states. */
  public static final String AS_OF = "as_of";
}
