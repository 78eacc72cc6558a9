package io.leadhouse.model;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table whose logic SQL cannot say well. Named in table.yml by {@code java:}, with its {@code
 * inputs:}. Like a query it is pure: no clock, no randomness, no side effect, and equal inputs give
 * equal rows whatever their partitioning. Implementations have a public no-argument constructor.
 */
@FunctionalInterface
public interface JavaModel {
  /** The table's rows: exactly the columns of table.yml, in their order. */
  Dataset<Row> rows(ModelInputs inputs);
}
