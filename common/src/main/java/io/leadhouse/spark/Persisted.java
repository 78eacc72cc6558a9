package io.leadhouse.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that are computed once and kept in memory or on disk until closed: their shuffles run when
 * they are made, the rest at their first use.
 *
 * <p>Their readers see one leaf that has forgotten the plan that made it. With {@code persist}
 * every later plan would carry that plan along, in its text, in what is sent to tasks, and in the
 * search for what is persisted, which costs more than small tables themselves. Forgotten also means
 * that a lost executor's rows cannot be made again: the table fails, and the next run makes it.
 */
public final class Persisted implements AutoCloseable {
  private final LogicalRDD rows;

  private Persisted(LogicalRDD rows) {
    this.rows = rows;
  }

  public static Persisted of(Dataset<Row> rows) {
    Dataset<Row> kept = rows.localCheckpoint(false, StorageLevel.MEMORY_AND_DISK());
    return new Persisted((LogicalRDD) Analyzed.of(kept));
  }

  /** The same, computed now; closed where that fails. */
  public static Persisted filled(Dataset<Row> rows) {
    Persisted kept = of(rows);
    try {
      long unusedRows = kept.in(rows.sparkSession()).count();
      return kept;
    } catch (Exception e) {
      kept.close();
      throw e;
    }
  }

  /** The rows, for plans and views of the given session. */
  public Dataset<Row> in(SparkSession session) {
    return Dataset$.MODULE$.ofRows((org.apache.spark.sql.classic.SparkSession) session, rows);
  }

  @Override
  public void close() {
    // RDD.unpersist warns of rows that cannot be computed again, which is what closing means.
    rows.rdd().sparkContext().unpersistRDD(rows.rdd().id(), false);
  }
}
