package io.leadhouse.ingest;

import io.leadhouse.delta.Written;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.ingest.SourceCount.Counted;
import io.leadhouse.postgres.ExportedSnapshot;
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
  Dataset<Row> refused(SparkSession session) {
    return refused.rows(session);
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
    guards.requireUniqueKey();
    Reading reading = new ReadingChoice(snapshot.position(), settings, capture).of(plan, landed);
    Counted counted =
        new SourceCount(plan, queries, reader, refused, settings.smallPages()).of(reading.sought());
    SourceTotals totals = counted.totals();
    refusedAsBefore = landed.flatMap(Landed::refused).filter(totals.refused()::equals).isPresent();
    LandedPosition position =
        LandedPosition.of(
            raw.runId(), snapshot.position(), plan, totals, capture.mark(plan, mark(landed)));
    widen(own, drift);
    Load load = load(own, reading, counted, landed, position);
    Written written = load.written();
    if (totals.kept() != written.rows()) {
      guards.requireUntouched();
    }
    guards.requireAll(totals, written.rows());
    return new IngestedTable(
        plan.relation().toString(),
        plan.rawTable(),
        load.reading(),
        load.why(),
        totals.rows(),
        totals.refused().rows(),
        written.version(),
        written.changes(),
        drift,
        (System.nanoTime() - start) / 1e9,
        Optional.empty());
  }

  /** How the raw table came to hold its rows. */
  private record Load(String reading, String why, Written written) {}

  private Load load(
      SparkSession own,
      Reading reading,
      Counted counted,
      Optional<Landed> landed,
      LandedPosition position)
      throws SQLException {
    SourceTotals totals = counted.totals();
    Optional<Landed> unchanged = landed.filter(before -> reading.isUnchanged(counted, before));
    if (unchanged.isPresent()) {
      guards.requireUntouched();
      return new Load(reading.name(), reading.why(), raw.keep(plan, unchanged.get(), position));
    }
    Optional<Reading.Part> part = reading.part(counted.sought());
    if (part.isEmpty()) {
      return new Load(reading.name(), reading.why(), whole(own, totals, position));
    }
    return new PartialLoad(plan, queries, reader, raw, own, guards)
        .run(snapshot, part.get(), landed.orElseThrow(), totals, position)
        .map(written -> new Load(reading.name(), reading.why(), written))
        .orElseGet(
            () ->
                new Load(
                    Reading.Whole.NAME,
                    "its keys differ from what was read",
                    whole(own, totals, position)));
  }

  private static Optional<CaptureMark> mark(Optional<Landed> landed) {
    return landed
        .flatMap(Landed::position)
        .flatMap(position -> Optional.ofNullable(position.capture()));
  }

  private Written whole(SparkSession own, SourceTotals totals, LandedPosition position) {
    Dataset<Row> kept = reader.read(queries.kept(), plan.relation(), TableQueries.ALIAS);
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
}
