package io.leadhouse.config;

import java.util.Objects;

/**
 * How Spark runs.
 *
 * @param master Spark master
 * @param shufflePartitions partitions of a shuffle
 * @param parallelTables tables that are made at the same time
 */
public record SparkConfig(String master, Integer shufflePartitions, Integer parallelTables) {
  public SparkConfig {
    int cores = Runtime.getRuntime().availableProcessors();
    master = Objects.requireNonNullElse(master, "local[*]");
    shufflePartitions = Objects.requireNonNullElse(shufflePartitions, cores);
    parallelTables = Objects.requireNonNullElse(parallelTables, Math.max(2, cores / 2));
  }

  /** All cores of this machine. */
  public static SparkConfig defaults() {
    return new SparkConfig(null, null, null);
  }
}
