package io.leadhouse.spark;

/**
 * How Spark runs.
 *
 * @param master Spark master, for example {@code local[2]}
 * @param shufflePartitions partitions of a shuffle; near the number of cores for small warehouses
 * @param retentionDays how long Delta keeps log entries and removed files of tables created here
 * @param evaluation how queries are evaluated
 */
public record SparkSettings(
    String master, int shufflePartitions, int retentionDays, Evaluation evaluation) {

  /** How Spark evaluates expressions. Both give the same rows. */
  public enum Evaluation {
    /** Each query is compiled to Java first: fast on many rows. */
    COMPILED,
    /** Nothing is compiled: on a few thousand rows compiling costs a third of all CPU time. */
    INTERPRETED
  }
}
