package io.leadhouse.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The side of a join that is sent to every task, so that the other one need not be shuffled. */
public final class SmallSide {
  /** So many keys are a few dozen MB; more are not sent. */
  private static final long MOST_ROWS = 200_000;

  private SmallSide() {}

  /**
   * The rows, marked to be sent where they are few.
   *
   * @param count how many they are
   */
  public static Dataset<Row> of(Dataset<Row> rows, long count) {
    return count <= MOST_ROWS ? functions.broadcast(rows) : rows;
  }
}
