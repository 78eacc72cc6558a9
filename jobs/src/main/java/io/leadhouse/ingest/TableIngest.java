package io.leadhouse.ingest;

import io.leadhouse.delta.Written;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.SnapshotReader;
import io.leadhouse.postgres.SourceCatalog;
import io.leadhouse.postgres.SourceFailure;
import io.leadhouse.postgres.cdc.CaptureMark;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Brings one table over. */
final class TableIngest {
  private final TablePlan plan;
  private final TableQueries queries;
  private final ExportedSnapshot snapshot;
  private final SnapshotReader reader;
  private final RawTables raw;
  private final IngestSettings settings;
  private final Capture capture;
  private volatile long begunAt;
  private volatile boolean running;

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
  Dataset<Row> quarantined() {
    return reader.read(queries.quarantined());
  }

  private IngestedTable run(long start) throws SQLException {
    SparkSession own = raw.session();
    Optional<Landed> landed = raw.landed(own, plan.rawTable());
    List<ColumnDrift> drift =
        landed.map(before -> ColumnDrift.between(before.schema(), plan.schema())).orElse(List.of());
    requireHarmless(drift);
    if (!drift.isEmpty()) {
      raw.recordDrift(own, plan, drift);
    }
    SourceTotals totals = totals();
    Reading reading =
        new ReadingChoice(snapshot.position(), settings.smallPages(), capture).of(plan, landed);
    LandedPosition position =
        LandedPosition.of(
            raw.runId(), snapshot.position(), plan, totals, capture.mark(plan, mark(landed)));
    widen(own, drift);
    Optional<Written> partly =
        reading instanceof Reading.Part part
            ? new PartialLoad(plan, queries, reader, raw, own, this::requireSound)
                .run(snapshot, part, landed.orElseThrow(), totals, position)
            : Optional.empty();
    Written written = partly.orElseGet(() -> whole(own, totals, position));
    if (totals.kept() != written.rows()) {
      requireUntouched();
    }
    requireAll(totals, written.rows());
    return new IngestedTable(
        plan.relation().toString(),
        plan.rawTable(),
        partly.isPresent() ? reading.name() : "whole",
        partly.isPresent() || reading instanceof Reading.Whole
            ? reading.why()
            : "its keys differ from what was read",
        totals.rows(),
        totals.quarantined(),
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
          requireUntouched();
          requireAll(totals, rowsBefore + changes.inserted() - changes.deleted());
          requireFewGone(changes.deleted(), rowsBefore);
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
  private SourceTotals totals() throws SQLException {
    try (PostgresSession source = snapshot.join()) {
      requireUniqueKey(source);
      return totals(source);
    }
  }

  private SourceTotals totals(PostgresSession source) throws SQLException {
    return source
        .first(
            queries.totals(),
            row -> {
              BigDecimal sum = row.getBigDecimal(3);
              return new SourceTotals(
                  row.getLong(1), row.getLong(2), sum.toBigIntegerExact(), row.getString(4));
            })
        .orElseThrow();
  }

  private void requireHarmless(List<ColumnDrift> drift) {
    List<ColumnDrift> harm = drift.stream().filter(found -> !found.harmless()).toList();
    if (!harm.isEmpty() && !accepted()) {
      throw new TableStopped(
          Category.SCHEMA_DRIFT,
          ("Table %s: %s. Its copy stays as it was, and what is made of it is not built. Undo it at"
                  + " the source, or change what reads %s and run with --accept %s.")
              .formatted(
                  plan.relation(),
                  drift.stream().map(ColumnDrift::describe).collect(Collectors.joining("; ")),
                  plan.rawTable(),
                  plan.relation().name().name()),
          drift);
    }
  }

  /** A table of a few rows may lose several of them on an ordinary day. */
  private static final long FEW_ROWS = 50;

  private void requireFewGone(long gone, long rowsBefore) {
    int most = settings.mostDeletedPercent();
    if (rowsBefore >= FEW_ROWS && gone * 100 > rowsBefore * most && !accepted()) {
      throw new TableStopped(
          Category.DATA_QUALITY,
          ("Table %s: %,d of %,d rows are gone from the source, more than the %d %% that may vanish"
                  + " at once. Its copy stays as it was, and what is made of it is not built. If they"
                  + " were meant to go, run with --accept %s.")
              .formatted(plan.relation(), gone, rowsBefore, most, plan.relation().name().name()),
          List.of());
    }
  }

  /** Before a partial load commits: all its rows are read. */
  private void requireSound(long gone, long rowsBefore) {
    requireUntouched();
    requireFewGone(gone, rowsBefore);
  }

  /** A reader that opens a table after it was rewritten finds no row, or rows in other places. */
  private void requireUntouched() {
    if (new SourceCatalog(snapshot).rewritten(plan.relation().name())) {
      throw LeadhouseException.unreachable(
          ("At %s, [%s]: truncated, rewritten or replaced while it was read, so rows may be missing."
                  + " Nothing of this ingest is used; run again.")
              .formatted(snapshot.endpoint(), plan.relation()),
          null);
    }
  }

  private boolean accepted() {
    return settings.accepted().contains(plan.relation().name().name());
  }

  private void requireUniqueKey(PostgresSession source) throws SQLException {
    if (plan.relation().keepsUnique(plan.sourceKey())) {
      return;
    }
    Optional<String> complaint =
        source.first(
            queries.repeatedKeys(),
            row ->
                ("Table %s: %d values of its key %s occur more than once, for example %s. Correct"
                        + " the key in raw.yml, or the rows.")
                    .formatted(
                        plan.relation(), row.getLong(1), plan.sourceKey(), row.getString(2)));
    if (complaint.isPresent()) {
      throw new TableStopped(Category.DATA_QUALITY, complaint.get(), List.of());
    }
  }

  private void requireAll(SourceTotals totals, long kept) {
    if (totals.kept() != kept) {
      throw LeadhouseException.dataQuality(
          ("Table %s has %d rows in the source, but %d were kept in %s and %d are quarantined."
                  + " Nothing of this ingest is used.")
              .formatted(
                  plan.relation(), totals.rows(), kept, plan.rawTable(), totals.quarantined()));
    }
  }
}
