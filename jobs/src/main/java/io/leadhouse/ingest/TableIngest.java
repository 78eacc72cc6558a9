package io.leadhouse.ingest;

import io.leadhouse.delta.Written;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.SnapshotReader;
import io.leadhouse.postgres.SourceFailure;
import io.leadhouse.postgres.cdc.CaptureMark;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Brings one table over. */
final class TableIngest implements AutoCloseable {
  private final TablePlan plan;
  private final TableQueries queries;
  private final ExportedSnapshot snapshot;
  private final SnapshotReader reader;
  private final RawTables raw;
  private final IngestSettings settings;
  private final Capture capture;
  private final TableGuards guards;
  private final RefusedReader refused;
  private volatile long begunAt;
  private volatile boolean running;
  private volatile boolean refusedAsBefore;

  TableIngest(
      TablePlan plan,
      ExportedSnapshot snapshot,
      SnapshotReader reader,
      RawTables raw,
      IngestSettings settings,
      Capture capture) {
    this.capture = capture;
    this.plan = plan;
    this.queries = new TableQueries(plan);
    this.snapshot = snapshot;
    this.reader = reader;
    this.raw = raw;
    this.settings = settings;
    this.guards = new TableGuards(plan, queries, snapshot, settings);
    this.refused = new RefusedReader(queries, reader);
  }

  /**
   * Makes the raw table hold what the source has in the snapshot, or leaves it as it is.
   *
   * @throws LeadhouseException DATA_QUALITY when rows read are not rows kept and quarantined
   */
  IngestedTable run() {
    long start = System.nanoTime();
    begunAt = start;
    running = true;
    try {
      return run(start);
    } catch (TableStopped stopped) {
      return IngestedTable.stopped(
          plan.relation().toString(), plan.rawTable(), stopped.drift(), stopped.problem());
    } catch (Exception e) {
      throw SourceFailure.unwrap(snapshot.endpoint(), "read " + plan.relation(), e);
    } finally {
      running = false;
    }
  }

  /** Says how far it is, while it runs. */
  void tell(IngestListener listener) {
    if (running) {
      listener.reading(
          plan.relation().toString(), reader.rowsRead(), (System.nanoTime() - begunAt) / 1e9);
    }
  }

  /** The rows that cannot be represented. */
  Dataset<Row> refused() {
    return refused.rows();
  }

  /** Whether these are the rows that the last ingest has quarantined; known after {@link #run}. */
  boolean refusedAsBefore() {
    return refusedAsBefore;
  }

  @Override
  public void close() {
    refused.close();
  }

  /** Throws when the table was rewritten while it was read. */
  void requireUntouched() {
    guards.requireUntouched();
  }

  private IngestedTable run(long start) throws SQLException {
    SparkSession own = raw.session();
    Optional<Landed> landed = raw.landed(own, plan.rawTable());
    List<ColumnDrift> drift =
        landed.map(before -> ColumnDrift.between(before.schema(), plan.schema())).orElse(List.of());
    guards.requireHarmless(drift);
    if (!drift.isEmpty()) {
      raw.recordDrift(own, plan, drift);
    }
    SourceTotals totals = totals(landed.flatMap(Landed::refused));
    refusedAsBefore = landed.flatMap(Landed::refused).filter(totals.refused()::equals).isPresent();
    Reading reading = new ReadingChoice(snapshot.position(), settings, capture).of(plan, landed);
    LandedPosition position =
        LandedPosition.of(
            raw.runId(), snapshot.position(), plan, totals, capture.mark(plan, mark(landed)));
    widen(own, drift);
    Optional<Written> partly =
        reading instanceof Reading.Part part
            ? new PartialLoad(plan, queries, reader, raw, own, guards)
                .run(snapshot, part, landed.orElseThrow(), totals, position)
            : Optional.empty();
    Written written = partly.orElseGet(() -> whole(own, totals, position));
    if (totals.kept() != written.rows()) {
      guards.requireUntouched();
    }
    guards.requireAll(totals, written.rows());
    return new IngestedTable(
        plan.relation().toString(),
        plan.rawTable(),
        partly.isPresent() ? reading.name() : "whole",
        partly.isPresent() || reading instanceof Reading.Whole
            ? reading.why()
            : "its keys differ from what was read",
        totals.rows(),
        totals.refused().rows(),
        written.version(),
        written.changes(),
        drift,
        (System.nanoTime() - start) / 1e9,
        Optional.empty());
  }

  private static Optional<CaptureMark> mark(Optional<Landed> landed) {
    return landed
        .flatMap(Landed::position)
        .flatMap(position -> Optional.ofNullable(position.capture()));
  }

  private Written whole(SparkSession own, SourceTotals totals, LandedPosition position) {
    Dataset<Row> kept =
        reader.read(
            queries.kept(), plan.relation(), TableQueries.ALIAS, settings.readersPerTable());
    return raw.replace(
        own,
        plan,
        kept,
        position,
        (changes, rowsBefore) -> {
          guards.requireUntouched();
          guards.requireAll(totals, rowsBefore + changes.inserted() - changes.deleted());
          guards.requireFewGone(changes.deleted(), rowsBefore);
        });
  }

  private void widen(SparkSession own, List<ColumnDrift> drift) {
    // What is gone or retyped makes the table anew.
    if (!drift.isEmpty() && drift.stream().allMatch(ColumnDrift::harmless)) {
      List<String> names = drift.stream().map(ColumnDrift::column).toList();
      StructType more = new StructType();
      for (var field : plan.schema().fields()) {
        more = names.contains(field.name()) ? more.add(field) : more;
      }
      raw.widen(own, plan, more);
    }
  }

  /** In a session of its own: one that has looked at a table keeps others from altering it. */
  private SourceTotals totals(Optional<RefusedRows> before) throws SQLException {
    try (PostgresSession source = snapshot.join()) {
      guards.requireUniqueKey(source);
      return new SourceCount(queries, refused).of(source, before);
    }
  }
}
