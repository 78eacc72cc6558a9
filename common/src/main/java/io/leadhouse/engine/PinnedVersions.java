package io.leadhouse.engine;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.Consumption.Position;
import io.leadhouse.model.Table;
import io.leadhouse.model.Warehouse;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The one version of every table that a run reads, however often and from whichever thread. */
final class PinnedVersions implements InputViews {
  private final Warehouse warehouse;
  private final DeltaStore store;
  private final Map<String, Long> versions;
  private final Map<TableVersion, Optional<String>> commits = new ConcurrentHashMap<>();

  private record TableVersion(String table, long version) {}

  PinnedVersions(Warehouse warehouse, DeltaStore store, Map<String, Long> known) {
    this.warehouse = warehouse;
    this.store = store;
    this.versions = new ConcurrentHashMap<>(known);
  }

  void pin(String table, long version) {
    versions.put(table, version);
  }

  boolean knows(String table) {
    return versions.containsKey(table);
  }

  @Override
  public Dataset<Row> rows(SparkSession session, String table) {
    return store.read(session, path(table), versions.get(table));
  }

  /** How many rows a table has. */
  long rowCount(SparkSession session, String table) {
    return store.rows(session, path(table), versions.get(table));
  }

  long version(String table) {
    return versions.get(table);
  }

  /** Where the given tables are read. */
  NavigableMap<String, Position> of(SparkSession session, NavigableSet<String> tables) {
    NavigableMap<String, Position> known = new TreeMap<>();
    for (String table : tables) {
      long version = versions.get(table);
      known.put(
          table,
          new Position(version, store.id(session, path(table)), commit(session, table, version)));
    }
    return known;
  }

  /** Delta's id of the commit that made a version of a table; empty where it is not known. */
  Optional<String> commit(SparkSession session, String table, long version) {
    return commits.computeIfAbsent(
        new TableVersion(table, version),
        read -> store.commitId(session, path(read.table()), read.version()));
  }

  Path path(String name) {
    Table table = warehouse.tables().get(name);
    return store.path(table == null ? "raw" : table.layer(), name);
  }
}
