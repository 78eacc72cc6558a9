package io.leadhouse.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that are computed once, at their first use, and kept in memory or on disk until closed.
 *
 * <p>Their readers see one leaf instead of the plan that made them. Spark would find persisted rows
 * without that, but only by comparing every part of every later plan with the plans of all that is
 * persisted, which costs more than small tables themselves.
 */
public final class Persisted implements AutoCloseable {
  private final Dataset<Row> rows;

  private Persisted(Dataset<Row> rows) {
    this.rows = rows;
  }

  public static Persisted of(Dataset<Row> rows) {
    return new Persisted(rows.persist(StorageLevel.MEMORY_AND_DISK()));
  }

  /** The rows, for plans and views of the given session. */
  public Dataset<Row> in(SparkSession session) {
    LogicalPlan made = classic(rows).queryExecution().analyzed();
    LogicalPlan leaf = ofRows(session, made).queryExecution().withCachedData();
    return ofRows(session, leaf);
  }

  @Override
  public void close() {
    rows.unpersist();
  }

  private static org.apache.spark.sql.classic.Dataset<Row> ofRows(
      SparkSession session, LogicalPlan plan) {
    return Dataset$.MODULE$.ofRows((org.apache.spark.sql.classic.SparkSession) session, plan);
  }

  private static org.apache.spark.sql.classic.Dataset<Row> classic(Dataset<Row> rows) {
    return (org.apache.spark.sql.classic.Dataset<Row>) rows;
  }
}
