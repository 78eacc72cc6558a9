package io.leadhouse.engine;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Gives a query the tables that it names, as temporary views of its own session. */
@FunctionalInterface
public interface InputViews {
  /** The rows of a raw table, a staging contract or a stored table, read in the given session. */
  Dataset<Row> rows(SparkSession session, String table);
}
