package io.leadhouse.ingest;

import io.leadhouse.delta.DeltaStore;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The journal ops.source_change: one row per change of a source table's columns that was taken
 * over. Written before the raw table follows, so that a change may be recorded twice when an ingest
 * is killed between the two, and never not at all.
 */
final class SourceChanges {
  private static final StructType SHAPE =
      new StructType()
          .add("raw_table", "string")
          .add("column_name", "string")
          .add("change", "string")
          .add("old_type", "string")
          .add("new_type", "string")
          .add("run_id", "string")
          .add("recorded_at", "timestamp");

  private final DeltaStore store;
  private final String runId;

  SourceChanges(DeltaStore store, String runId) {
    this.store = store;
    this.runId = runId;
  }

  void append(SparkSession session, String rawTable, List<ColumnDrift> drift) {
    Instant now = Instant.now();
    List<Row> rows =
        drift.stream()
            .map(
                change ->
                    RowFactory.create(
                        rawTable,
                        change.column(),
                        change.change().name(),
                        change.oldType(),
                        change.newType(),
                        runId,
                        now))
            .toList();
    session
        .createDataFrame(rows, SHAPE)
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .save(store.path("ops", "source_change").toString());
  }
}
