package io.leadhouse.publish;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tells what has changed in a Delta table since it was published. */
@FunctionalInterface
public interface ChangesSince {
  /**
   * The rows that came and those that went, with {@link io.leadhouse.delta.ChangeFeed#SIGN}; equal
   * ones have cancelled each other. The reading fails when Delta can no longer tell them.
   *
   * @param version an earlier version of the same Delta table
   */
  Dataset<Row> after(long version);
}
