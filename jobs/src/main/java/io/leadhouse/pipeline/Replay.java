package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.PastVersion;
import io.leadhouse.engine.Consumption;
import io.leadhouse.engine.Consumption.Position;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.House;
import io.leadhouse.model.Table;
import io.leadhouse.run.PastBuild;
import io.leadhouse.run.PastRun;
import io.leadhouse.run.RunHistory;
import io.leadhouse.yaml.NearestName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The rows that an earlier run has left, by the versions that are on its record. */
public final class Replay {
  private static final String RAW = "raw";

  private final House house;
  private final SparkSession session;
  private final DeltaStore store;
  private final RunHistory history;
  private final Instant now;

  /**
   * A table of a run.
   *
   * @param version the Delta version that the run left, of a raw table read; -1 when it built none
   * @param rows of that version; 0 unless it can be read
   * @param problem why there are no rows to give; empty when there are
   */
  public record Left(
      String layer, String table, long version, long rows, Optional<String> problem) {
    /** Whether the run has left the table as it is to be. */
    public boolean isBuilt() {
      return version >= 0;
    }
  }

  /**
   * @param now decides what is older than the retention
   */
  public Replay(House house, SparkSession session, LeadhouseConfig config, Instant now) {
    this.house = house;
    this.session = session;
    this.store = new DeltaStore(config.warehouse());
    this.history = new RunHistory(session, store);
    this.now = now;
  }

  /** The runs on record, the youngest first. */
  public List<PastRun> runs() {
    return history.runs();
  }

  /**
   * The tables of a run: the raw ones that it read, then those that it was to build, in order.
   *
   * @throws LeadhouseException CONFIGURATION when there is no such run, naming the nearest
   */
  public List<Left> tables(String runId) {
    requireRun(runId);
    Map<String, PastBuild> builds = history.builds(runId);
    List<Left> tables = new ArrayList<>();
    read(builds).forEach((name, position) -> tables.add(left(RAW, name, position)));
    for (String name : house.graph().order()) {
      Optional.ofNullable(builds.get(name)).map(this::left).ifPresent(tables::add);
    }
    return tables;
  }

  /**
   * The rows of a table as a run left it, ordered by their key.
   *
   * @throws LeadhouseException CONFIGURATION when there is no such run, when it did not build the
   *     table, and when the version that it left can no longer be read
   */
  public Dataset<Row> rows(String runId, String table) {
    PastRun run = requireRun(runId);
    Map<String, PastBuild> builds = history.builds(runId);
    Map<String, Position> read = read(builds);
    if (read.containsKey(table)) {
      return rows(run, left(RAW, table, read.get(table)));
    }
    PastBuild build = builds.get(table);
    if (build == null) {
      throw LeadhouseException.configuration(
          "Run %s has no table '%s'.%s"
              .formatted(runId, table, NearestName.hint(table, builds.keySet())));
    }
    Dataset<Row> rows = rows(run, left(build));
    return rows.orderBy(
        house.warehouse().table(table).key().stream()
            .map(functions::col)
            .toArray(org.apache.spark.sql.Column[]::new));
  }

  private Dataset<Row> rows(PastRun run, Left left) {
    left.problem()
        .ifPresent(
            problem -> {
              throw LeadhouseException.configuration(
                  "Run %s, finished %s, cannot be replayed for %s: %s.%s"
                      .formatted(
                          run.runId(),
                          run.finishedAt(),
                          left.table(),
                          problem,
                          left.isBuilt() ? remedy(run) : ""));
            });
    return store.read(session, store.path(left.layer(), left.table()), left.version());
  }

  private static String remedy(PastRun run) {
    return " What is known today about that instant is made by `leadhouse run --as-of %s` with another `warehouse:`; how long versions are kept is decided by retention_days when a table is made."
        .formatted(run.asOf());
  }

  private PastRun requireRun(String runId) {
    List<PastRun> runs = runs();
    return runs.stream()
        .filter(run -> run.runId().equals(runId))
        .findFirst()
        .orElseThrow(
            () ->
                LeadhouseException.configuration(
                    "No run '%s' is on record.%s `leadhouse replay` lists them."
                        .formatted(
                            runId,
                            NearestName.near(runId, runs.stream().map(PastRun::runId).toList())
                                .map(" Did you mean '%s'?"::formatted)
                                .orElse(""))));
  }

  /** The raw tables that the tables of a run have read. */
  private NavigableMap<String, Position> read(Map<String, PastBuild> builds) {
    NavigableMap<String, Position> read = new TreeMap<>();
    for (PastBuild build : builds.values()) {
      build
          .made()
          .map(Consumption::inputs)
          .ifPresent(
              inputs ->
                  inputs.forEach(
                      (name, position) -> {
                        if (house.warehouse().pack().rawTables().contains(name)) {
                          read.put(name, position);
                        }
                      }));
    }
    return read;
  }

  private Left left(PastBuild build) {
    Table table = house.warehouse().table(build.table());
    return build
        .made()
        .map(
            made ->
                left(
                    table.layer(),
                    build.table(),
                    new Position(made.version(), made.table().id(), Optional.empty())))
        .orElseGet(
            () ->
                new Left(
                    table.layer(),
                    build.table(),
                    -1,
                    0,
                    Optional.of(
                        "the run did not build it (%s: %s)"
                            .formatted(build.status(), build.problem()))));
  }

  private Left left(String layer, String table, Position position) {
    PastVersion past = position.at(store.path(layer, table));
    Optional<String> lost = past.lost(session, store, now);
    long rows = lost.isPresent() ? 0 : store.rows(session, past.table(), past.version());
    return new Left(layer, table, position.version(), rows, lost);
  }
}
