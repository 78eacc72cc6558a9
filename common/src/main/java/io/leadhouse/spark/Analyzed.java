package io.leadhouse.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** The plan of rows as Spark has resolved it, before it makes it faster. */
public final class Analyzed {
  private Analyzed() {}

  /** The plan of rows of a session that runs in this JVM; only such sessions have plans to show. */
  public static LogicalPlan of(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed();
  }
}
