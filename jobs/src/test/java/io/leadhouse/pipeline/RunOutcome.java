package io.leadhouse.pipeline;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.postgres.PostgresEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What a run has led to, without that which tells one try from another: ids and times of runs.
 *
 * @param rows of every table of the warehouse and of the published ones, as text in its order
 */
record RunOutcome(NavigableMap<String, List<String>> rows) {
  private static final int SHOWN = 5;

  /** By table of ops, the columns in which tries differ. */
  private static final Map<String, List<String>> OF_A_TRY =
      Map.of(
          "restatement", List.of("run_id"),
          "source_change", List.of("run_id", "recorded_at"),
          "imported_file", List.of("run_id", "imported_at"),
          "quarantine", List.of());

  /**
   * Reads it.
   *
   * @param warehouse the folder of the Delta tables
   */
  static RunOutcome of(SparkSession session, Path warehouse, PostgresEndpoint analytics) {
    NavigableMap<String, List<String>> rows = new TreeMap<>();
    DeltaStore store = new DeltaStore(warehouse);
    for (Path table : tables(warehouse)) {
      String name = table.getFileName().toString();
      boolean isOps = table.getParent().endsWith("ops");
      long version = store.version(session, table);
      Dataset<Row> stored = store.read(session, table, version);
      if (!isOps) {
        rows.put("version of " + name, List.of(Long.toString(version)));
        rows.put(name, sorted(stored));
      } else if (OF_A_TRY.containsKey(name)) {
        rows.put(name, sorted(stored.drop(OF_A_TRY.get(name).toArray(String[]::new))));
      }
    }
    rows.put("freshness", freshness(session, store));
    rows.put("last builds", lastBuilds(session, store));
    for (List<String> table :
        RunFixture.query(
            analytics, "SELECT tablename FROM pg_tables WHERE schemaname = 'analytics'")) {
      rows.put("published " + table.get(0), published(analytics, table.get(0)));
    }
    return new RunOutcome(rows);
  }

  /** The places that differ, each with some of the rows that only one of them has. */
  List<String> differencesFrom(RunOutcome other) {
    Set<String> places = new TreeSet<>(rows.keySet());
    places.addAll(other.rows.keySet());
    List<String> differences = new ArrayList<>();
    for (String place : places) {
      List<String> ours = rows.getOrDefault(place, List.of("(missing)"));
      List<String> theirs = other.rows.getOrDefault(place, List.of("(missing)"));
      if (!ours.equals(theirs)) {
        differences.add(
            "%s: %d rows, not %d; only here %s, only there %s"
                .formatted(
                    place, ours.size(), theirs.size(), only(ours, theirs), only(theirs, ours)));
      }
    }
    return differences;
  }

  /** Every Delta table of a warehouse. */
  static List<Path> tables(Path warehouse) {
    try (Stream<Path> paths = Files.walk(warehouse, 2)) {
      return paths.filter(path -> Files.isDirectory(path.resolve("_delta_log"))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> freshness(SparkSession session, DeltaStore store) {
    Path path = store.path("ops", "freshness");
    return sorted(
        store
            .read(session, path, store.version(session, path))
            .select("raw_table", "source_table", "state", "problem", "rows", "version"));
  }

  private static List<String> lastBuilds(SparkSession session, DeltaStore store) {
    Path path = store.path("ops", "model_run");
    return sorted(
        store
            .read(session, path, store.version(session, path))
            .groupBy("table_name")
            .agg(
                functions.max_by(
                    functions.struct(
                        "status", "version", "rows", "quarantined", "definition", "inputs"),
                    functions.col("finished_at"))));
  }

  private static List<String> published(PostgresEndpoint analytics, String table) {
    return RunFixture.query(
            analytics, "SELECT to_jsonb(t) - 'run_id' FROM analytics.\"%s\" AS t".formatted(table))
        .stream()
        .map(row -> row.get(0))
        .sorted()
        .toList();
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private static List<String> only(List<String> ours, List<String> theirs) {
    Set<String> known = new HashSet<>(theirs);
    return ours.stream().filter(row -> !known.contains(row)).limit(SHOWN).toList();
  }
}
