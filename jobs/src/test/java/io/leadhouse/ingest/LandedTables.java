package io.leadhouse.ingest;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.Quarantine;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Raw tables in a folder of their own, for a test to look at. */
class LandedTables extends RawTables {
  private final SparkSession spark;
  private final DeltaStore store;

  private LandedTables(SparkSession spark, DeltaStore store) {
    super(spark, store, "a run");
    this.spark = spark;
    this.store = store;
  }

  LandedTables() {
    this(temporary());
  }

  /** Those of an earlier ingest, as the next one finds them. */
  LandedTables(DeltaStore store) {
    this(TestSession.fresh(), store);
  }

  LandedTables next() {
    return new LandedTables(store);
  }

  Dataset<Row> table(String rawTable) {
    Path path = store.path("raw", rawTable);
    return store.read(spark, path, store.version(spark, path));
  }

  /** The rows of a table as text, sorted. */
  List<String> lines(String rawTable) {
    return table(rawTable).collectAsList().stream().map(row -> row.mkString("|")).sorted().toList();
  }

  /** The quarantine of ingest as text, equal rows each, sorted. */
  List<String> quarantine() {
    Path path = Quarantine.rawPath(store);
    return store
        .read(spark, path, store.version(spark, path))
        .selectExpr("*", "explode(sequence(1L, occurrences))")
        .selectExpr("table_name", "row_key", "reason", "row_json")
        .collectAsList()
        .stream()
        .map(row -> row.mkString("|"))
        .sorted()
        .toList();
  }

  /** Snapshots that commits of the given tables name. */
  Set<String> snapshots(String... rawTables) {
    return Stream.of(rawTables)
        .map(table -> landed(spark, table).orElseThrow().position().orElseThrow().snapshot())
        .collect(java.util.stream.Collectors.toSet());
  }

  DeltaStore store() {
    return store;
  }

  private static DeltaStore temporary() {
    try {
      Path landed = Files.createDirectories(Path.of("target", "landed"));
      return new DeltaStore(Files.createTempDirectory(landed.toAbsolutePath(), ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
