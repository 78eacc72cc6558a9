package io.leadhouse.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Warehouse;
import io.leadhouse.spark.Persisted;
import io.leadhouse.testing.SmallHouse;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;

/** Runs of a small house, one after the other, each knowing what the ones before have recorded. */
final class SmallRuns {
  final SmallHouse house;
  final Map<String, JsonNode> parameters =
      new HashMap<>(Map.of("as_of", TextNode.valueOf("2026-01-01T00:00:00Z")));
  final Map<String, RecordedBuild> recorded = new HashMap<>();
  final DeltaStore store;
  private final SparkSession session = TestSession.fresh();
  private final Map<String, Long> raw = new HashMap<>();
  private final Map<String, TableResult> stopped = new HashMap<>();
  private long smallRows;
  private int runs;

  SmallRuns(SmallHouse house, Path folder) {
    this.house = house;
    this.store = new DeltaStore(folder);
  }

  /** Makes a raw table hold these rows, as an ingest would: by their difference. */
  void raw(String name, StructType shape, List<Row> rows) {
    Path path = store.path("raw", name);
    try (Persisted wanted = Persisted.of(session.createDataFrame(rows, shape))) {
      TableWrite write = TableWrite.of(path, List.of("id"), "{}");
      raw.put(name, store.write(session, write, wanted.in(session)).version());
    }
  }

  /** Makes the next runs recompute tables of at most so many rows whole. */
  void takeForSmall(long rows) {
    smallRows = rows;
  }

  /** Makes the next run leave out what reads a raw table. */
  void stop(String name) {
    TableResult.Problem problem = new TableResult.Problem(Category.DATA_QUALITY, "it lost rows");
    stopped.put(name, TableResult.stopped(name, Status.FAILED, List.of(), problem));
  }

  /** A run; what it did is recorded. */
  Map<String, TableResult> build() {
    Map<String, TableResult> results = unrecorded();
    results.forEach(
        (table, result) -> RecordedBuild.of(result).ifPresent(built -> recorded.put(table, built)));
    return results;
  }

  /** A run that is killed after its last commit. */
  Map<String, TableResult> unrecorded() {
    BuildContext context = context("run-" + ++runs);
    BuildListener silent =
        new BuildListener() {
          @Override
          public void started(String table) {}

          @Override
          public void finished(TableResult result) {}
        };
    Map<String, TableResult> results = new HashMap<>();
    new Build(context, recorded, 2)
        .run(Scope.whole(context.graph(), raw, stopped), silent)
        .forEach(result -> results.put(result.table(), result));
    stopped.clear();
    return results;
  }

  /** What the next run would do, without doing it. */
  Map<String, TableForecast> forecast() {
    BuildContext context = context("plan");
    Map<String, Long> versions = new HashMap<>(raw);
    for (String name : context.graph().order()) {
      Path path = store.path(context.warehouse().table(name).layer(), name);
      if (store.exists(session, path)) {
        versions.put(name, store.version(session, path));
      }
    }
    Map<String, TableForecast> forecasts = new HashMap<>();
    new Forecast(context, recorded)
        .of(Scope.whole(context.graph(), versions, Map.of()))
        .forEach(forecast -> forecasts.put(forecast.table(), forecast));
    return forecasts;
  }

  /** Compares a table with its recomputation. */
  TableVerdict verify(String table, double share) {
    BuildContext context = context("verify");
    return new Verification(context, recorded, Instant.now())
        .of(context.warehouse().table(table), share);
  }

  private BuildContext context(String runId) {
    Warehouse warehouse = house.read();
    return new BuildContext(
        runId,
        session,
        warehouse,
        new TableGraph(warehouse),
        store,
        ParameterValues.of(warehouse.parameters(), parameters),
        smallRows);
  }

  /** The rows of a table, sorted as text. */
  List<String> rows(String layer, String table) {
    Path path = store.path(layer, table);
    List<String> rows = new ArrayList<>();
    for (Row row : store.read(session, path, store.version(session, path)).collectAsList()) {
      rows.add(row.toString());
    }
    return rows.stream().sorted().toList();
  }

  /** What the last commit of a table says of itself. */
  String metadata(String layer, String table) {
    return store.lastMetadata(session, store.path(layer, table)).orElseThrow();
  }

  /** Removes a table's folder, which Delta forgets too. */
  static void delete(Path table) {
    try (Stream<Path> files = Files.walk(table)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DeltaLog.clearCache();
  }
}
