package io.leadhouse.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * That a table is published to Postgres, and how.
 *
 * @param indexes column lists to index besides the primary key
 * @param settled by a boolean column, the figures that time no longer moves once it was true of a
 *     row; when one of them changes all the same, it is a restatement
 */
public record PublishOptions(List<List<String>> indexes, Map<String, List<String>> settled) {
  public PublishOptions {
    indexes = Objects.requireNonNullElse(indexes, List.of());
    settled = Objects.requireNonNullElse(settled, Map.of());
  }
}
