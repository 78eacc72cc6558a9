package io.leadhouse.ingest;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.engine.TableResult.Problem;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The table ops.freshness: one row per raw table, up to when it holds its source. Written at the
 * end of every complete ingest, in one commit; so it also knows the position of tables in which
 * nothing had changed.
 */
final class Freshness {
  private static final List<String> KEY = List.of("raw_table");
  private static final StructType SHAPE =
      new StructType()
          .add("raw_table", "string")
          .add("source_table", "string")
          .add("state", "string")
          .add("problem", "string")
          .add("complete_until", "timestamp")
          .add("reading", "string")
          .add("why", "string")
          .add("rows", "bigint")
          .add("quarantined", "bigint")
          .add("inserted", "bigint")
          .add("updated", "bigint")
          .add("deleted", "bigint")
          .add("seconds", "double")
          .add("rows_per_second", "double")
          .add("run_id", "string")
          .add("version", "bigint")
          .add("table_id", "string")
          .add("position", "string")
          .add("quarantine_version", "bigint");

  private final SparkSession session;
  private final DeltaStore store;
  private final Map<String, Entry> before;

  /** Reads what the last ingest has written. */
  Freshness(SparkSession session, DeltaStore store) {
    this.session = session;
    this.store = store;
    this.before = entries();
  }

  /**
   * What is known of a raw table.
   *
   * @param id Delta's own, which a table made anew does not share
   * @param quarantineVersion of the quarantine of ingest that holds its refused rows
   */
  record Entry(
      long version,
      String id,
      Optional<LandedPosition> position,
      Instant completeUntil,
      long quarantineVersion) {}

  /** What the last ingest has written of a raw table; absent when it was never complete. */
  Optional<Entry> of(String rawTable) {
    return Optional.ofNullable(before.get(rawTable));
  }

  private Map<String, Entry> entries() {
    Map<String, Entry> entries = new HashMap<>();
    if (store.exists(session, path())) {
      for (Row row : store.read(session, path(), store.version(session, path())).collectAsList()) {
        if (row.getAs("position") != null) {
          entries.put(
              row.getAs("raw_table"),
              new Entry(
                  row.<Long>getAs("version"),
                  row.getAs("table_id"),
                  LandedPosition.parse(row.getAs("position")),
                  row.<Timestamp>getAs("complete_until").toInstant(),
                  row.<Long>getAs("quarantine_version")));
        }
      }
    }
    return entries;
  }

  /**
   * Writes it.
   *
   * @param positions of the complete tables, by raw table
   * @param quarantineVersion of the quarantine of this ingest
   * @param ids Delta's id of a raw table
   */
  void record(
      String runId,
      Instant takenAt,
      List<IngestedTable> tables,
      Map<String, LandedPosition> positions,
      long quarantineVersion,
      UnaryOperator<String> ids) {
    List<Row> rows = new ArrayList<>();
    for (IngestedTable table : tables) {
      Optional<Entry> entry =
          table.problem().isEmpty()
              ? Optional.of(
                  new Entry(
                      table.version(),
                      ids.apply(table.rawTable()),
                      Optional.of(positions.get(table.rawTable())),
                      takenAt,
                      quarantineVersion))
              : of(table.rawTable());
      rows.add(row(runId, table, entry));
    }
    store.overwrite(
        session,
        TableWrite.of(path(), KEY, "{}"),
        session.createDataFrame(rows, SHAPE).coalesce(1));
  }

  private static Row row(String runId, IngestedTable table, Optional<Entry> entry) {
    return RowFactory.create(
        table.rawTable(),
        table.table(),
        table.problem().isEmpty() ? "complete" : "stopped",
        table.problem().map(Problem::message).orElse(null),
        entry.map(Entry::completeUntil).orElse(null),
        table.reading(),
        table.why(),
        table.kept(),
        table.quarantined(),
        table.changes().inserted(),
        table.changes().updated(),
        table.changes().deleted(),
        table.seconds(),
        table.seconds() > 0 ? table.read() / table.seconds() : 0.0,
        runId,
        entry.map(Entry::version).orElse(null),
        entry.map(Entry::id).orElse(null),
        entry.flatMap(Entry::position).map(LandedPosition::json).orElse(null),
        entry.map(Entry::quarantineVersion).orElse(null));
  }

  private Path path() {
    return store.path("ops", "freshness");
  }
}
