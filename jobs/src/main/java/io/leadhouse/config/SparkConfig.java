package io.leadhouse.config;

import io.leadhouse.spark.SparkSettings;
import io.leadhouse.spark.SparkSettings.Evaluation;
import java.util.Objects;

/**
 * How Spark runs.
 *
 * @param master Spark master
 * @param shufflePartitions partitions of a shuffle
 * @param parallelTables tables that are made at the same time
 * @param evaluation compiled for real data, interpreted for a few thousand rows
 */
public record SparkConfig(
    String master, Integer shufflePartitions, Integer parallelTables, Evaluation evaluation) {
  private static final String HERE = "local[*]";

  public SparkConfig {
    int cores = Runtime.getRuntime().availableProcessors();
    master = Objects.requireNonNullElse(master, HERE);
    shufflePartitions = Objects.requireNonNullElse(shufflePartitions, cores);
    evaluation = Objects.requireNonNullElse(evaluation, Evaluation.COMPILED);
    parallelTables = Objects.requireNonNullElse(parallelTables, Math.max(2, cores / 2));
  }

  /** All cores of this machine. */
  static SparkConfig defaults() {
    return new SparkConfig(null, null, null, null);
  }

  /** The settings of a session. */
  public SparkSettings settings(int retentionDays) {
    return new SparkSettings(master, shufflePartitions, retentionDays, evaluation);
  }

  /** The settings of a session on this machine, whatever the master is, for what reads little. */
  public SparkSettings settingsHere(int retentionDays) {
    return new SparkSettings(HERE, shufflePartitions, retentionDays, evaluation);
  }
}
