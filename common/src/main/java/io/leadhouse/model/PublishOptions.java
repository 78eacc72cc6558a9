package io.leadhouse.model;

import java.util.List;
import java.util.Objects;

/**
 * That a table is published to Postgres, and how.
 *
 * @param indexes column lists to index besides the primary key
 */
public record PublishOptions(List<List<String>> indexes) {
  public PublishOptions {
    indexes = Objects.requireNonNullElse(indexes, List.of());
  }
}
