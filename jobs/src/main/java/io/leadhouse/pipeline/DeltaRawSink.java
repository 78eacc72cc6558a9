package io.leadhouse.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.delta.Written;
import io.leadhouse.engine.Quarantine;
import io.leadhouse.ingest.RawSink;
import io.leadhouse.postgres.SourcePosition;
import io.leadhouse.spark.Persisted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/** Lands ingested rows as Delta tables of layer raw, and remembers their versions. */
final class DeltaRawSink implements RawSink {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession session;
  private final DeltaStore store;
  private final String runId;
  private final Map<String, Long> versions = new ConcurrentHashMap<>();

  DeltaRawSink(SparkSession session, DeltaStore store, String runId) {
    this.session = session;
    this.store = store;
    this.runId = runId;
  }

  /** The version that each raw table, and the quarantine of ingest, has after this ingest. */
  Map<String, Long> versions() {
    return Map.copyOf(versions);
  }

  @Override
  public Written write(
      String rawTable, Dataset<Row> kept, List<String> key, SourcePosition position) {
    SparkSession own = session.newSession();
    Path table = store.path("raw", rawTable);
    Written written;
    if (store.exists(own, table)) {
      try (Persisted rows = Persisted.of(kept)) {
        written = store.write(own, TableWrite.of(table, key, metadata(position)), rows.in(own));
      }
    } else {
      // A first write reads its rows once: keeping them took half as long again.
      written = store.write(own, TableWrite.of(table, key, metadata(position)), kept);
    }
    versions.put(rawTable, written.version());
    return written;
  }

  @Override
  public long quarantine(Dataset<Row> rows) {
    Dataset<Row> counted = Quarantine.counted(rows).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Written written =
          store.write(
              session.newSession(),
              TableWrite.of(Quarantine.rawPath(store), Quarantine.KEY, "{}"),
              counted);
      versions.put(Quarantine.RAW, written.version());
      Row total = counted.agg(functions.sum("occurrences")).head();
      return total.isNullAt(0) ? 0 : total.getLong(0);
    } finally {
      counted.unpersist();
    }
  }

  private String metadata(SourcePosition position) {
    try {
      return JSON.writeValueAsString(
          Map.of(
              "run", runId,
              "database", position.database(),
              "system_identifier", position.systemIdentifier().orElse(""),
              "snapshot", position.snapshot(),
              "lsn", position.lsn().orElse("")));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
