package io.leadhouse.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.engine.Build;
import io.leadhouse.engine.BuildContext;
import io.leadhouse.engine.BuildListener;
import io.leadhouse.engine.RecordedBuild;
import io.leadhouse.engine.Scope;
import io.leadhouse.engine.TableResult;
import io.leadhouse.graph.House;
import io.leadhouse.spark.Persisted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs of one warehouse folder, one after the other, each knowing what the ones before did. */
final class RecordedRuns {
  private static final BuildListener SILENT =
      new BuildListener() {
        @Override
        public void started(String table) {}

        @Override
        public void finished(TableResult result) {}
      };

  private final SparkSession session;
  private final DeltaStore store;
  private final House house;
  private final Map<String, JsonNode> parameters;
  private final Map<String, Long> raw = new HashMap<>();
  private final Map<String, RecordedBuild> recorded = new HashMap<>();

  RecordedRuns(SparkSession session, Path folder, House house, Map<String, JsonNode> parameters) {
    this.session = session;
    this.store = new DeltaStore(folder);
    this.house = house;
    this.parameters = parameters;
  }

  /** Brings the raw tables up to date, as an ingest would, and what is made of them. */
  List<TableResult> run(Map<String, RawTable> tables, Instant asOf) {
    tables.forEach(
        (name, table) -> {
          if (table.takeChanged()) {
            land(name, table);
          }
        });
    BuildContext context =
        new BuildContext(
            "run-" + asOf,
            session,
            house.warehouse(),
            house.graph(),
            store,
            RunClock.parameters(asOf, house.warehouse(), parameters),
            0);
    List<TableResult> results =
        new Build(context, recorded, 2).run(Scope.whole(house.graph(), raw, Map.of()), SILENT);
    for (TableResult result : results) {
      RecordedBuild.of(result).ifPresent(built -> recorded.put(result.table(), built));
    }
    return results;
  }

  /** The rows of a table as it is. */
  List<Row> rows(String layer, String table) {
    Path path = store.path(layer, table);
    return store.read(session, path, store.version(session, path)).collectAsList();
  }

  private void land(String name, RawTable table) {
    try (Persisted rows = Persisted.of(session.createDataFrame(table.rows(), table.shape()))) {
      TableWrite write = TableWrite.of(store.path("raw", name), table.key(), "{}");
      raw.put(name, store.write(session, write, rows.in(session)).version());
    }
  }
}
