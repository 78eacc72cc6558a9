package io.leadhouse.model;

import java.util.List;
import java.util.Objects;

/**
 * That a table is published to Postgres.
 *
 * @param indexes column lists to index besides the primary key
 */
public record Publication(List<List<String>> indexes) {
  public Publication {
    indexes = Objects.requireNonNullElse(indexes, List.of());
  }
}
