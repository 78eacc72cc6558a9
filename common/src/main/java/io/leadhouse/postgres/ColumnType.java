package io.leadhouse.postgres;

import java.util.Objects;

/**
 * The type of a source column, domains resolved to what they are made of.
 *
 * @param declared as a person would write it: {@code numeric(12,2)}, {@code public.email_address}
 * @param base name of the type below all domains, with its schema unless that is pg_catalog
 * @param modifier the base type's modifier (precision, length) as Postgres stores it; -1 if none
 */
public record ColumnType(String declared, String base, Shape shape, int modifier) {
  /** How a value is built. */
  public enum Shape {
    SCALAR,
    ARRAY,
    COMPOSITE
  }

  public ColumnType {
    Objects.requireNonNull(declared, "declared");
    Objects.requireNonNull(base, "base");
    Objects.requireNonNull(shape, "shape");
  }
}
