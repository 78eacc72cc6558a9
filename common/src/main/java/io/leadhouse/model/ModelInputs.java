package io.leadhouse.model;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a Java model may see: its declared inputs and the warehouse's parameters. */
public interface ModelInputs {
  /**
   * A declared input.
   *
   * @throws io.leadhouse.error.LeadhouseException when the table is not declared in {@code inputs}
   */
  Dataset<Row> table(String name);

  /** The value of a parameter of sql/warehouse.yml, in its Java form. */
  <T> T parameter(String name, Class<T> type);
}
