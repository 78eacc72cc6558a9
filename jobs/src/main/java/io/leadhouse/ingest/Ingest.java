package io.leadhouse.ingest;

import io.leadhouse.engine.Quarantine;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.SourcePack;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.SnapshotReader;
import io.leadhouse.postgres.SourceCatalog;
import io.leadhouse.postgres.SourceFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the raw tables of a source pack hold what the source has in one snapshot. A table whose
 * columns have drifted, or of which too much would vanish, is left as it is, and the others go on.
 * Anything else that fails makes the whole ingest throw, and nothing of it may be used.
 */
public final class Ingest {
  private final SparkSession spark;
  private final PostgresEndpoint source;
  private final IngestSettings settings;
  private final SnapshotSource snapshots;

  public Ingest(SparkSession spark, PostgresEndpoint source, IngestSettings settings) {
    this(spark, source, settings, maximumAge -> ExportedSnapshot.open(source, maximumAge));
  }

  /**
   * @param snapshots opens the snapshot of {@code source} to read
   */
  public Ingest(
      SparkSession spark,
      PostgresEndpoint source,
      IngestSettings settings,
      SnapshotSource snapshots) {
    this.spark = spark;
    this.source = source;
    this.settings = settings;
    this.snapshots = snapshots;
  }

  /**
   * Runs it.
   *
   * @param listener hears of the tables
   * @throws LeadhouseException UNREACHABLE when the source cannot be reached, refuses us or goes
   *     away; SCHEMA_DRIFT or CONFIGURATION when it does not fit raw.yml at all; DATA_QUALITY when
   *     rows read are not rows kept and quarantined
   */
  public IngestResult run(SourcePack pack, RawTables raw, IngestListener listener) {
    long start = System.nanoTime();
    try (ExportedSnapshot snapshot = snapshots.open(settings.maximumAge())) {
      SourceCatalog catalog = new SourceCatalog(snapshot);
      PackPlan fitted = PackPlan.of(pack, catalog, source);
      try {
        Capture capture = Capture.upTo(snapshot, pack, fitted.plans());
        List<IngestedTable> tables = load(fitted, snapshot, capture, raw, listener);
        raw.complete(tables, snapshot.position().takenAt());
        capture.confirm(tables);
        return new IngestResult(snapshot.position(), tables, (System.nanoTime() - start) / 1e9);
      } catch (Exception e) {
        // What failed first may only be the effect of the lost snapshot.
        requireHeld(snapshot, e);
        throw SourceFailure.unwrap(source, "read the source", e);
      }
    }
  }

  private List<IngestedTable> load(
      PackPlan fitted,
      ExportedSnapshot snapshot,
      Capture capture,
      RawTables raw,
      IngestListener listener) {
    List<TableIngest> tables =
        fitted.plans().stream()
            .map(
                plan ->
                    new TableIngest(
                        plan,
                        snapshot,
                        new SnapshotReader(spark, snapshot, settings.readersPerTable()),
                        raw,
                        settings,
                        capture))
            .toList();
    try (ProgressTicker progress = new ProgressTicker(tables, listener)) {
      List<IngestedTable> done =
          new SideBySide(spark, settings.tablesAtATime()).run(tables, listener);
      fitted.misfits().forEach(listener::ingested);
      List<IngestedTable> all = new ArrayList<>(done);
      all.addAll(fitted.misfits());
      quarantine(tables, all, raw);
      snapshot.requireHeld();
      tables.forEach(TableIngest::requireUntouched);
      return all;
    } finally {
      tables.forEach(TableIngest::close);
    }
  }

  /**
   * Reads the rows that the quarantine has to hold, but for tables whose it holds already.
   *
   * @param done what became of the tables, in their order, then of others
   */
  private void quarantine(List<TableIngest> tables, List<IngestedTable> done, RawTables raw) {
    Map<String, Long> held = raw.quarantined();
    Set<String> staying = new HashSet<>();
    Dataset<Row> rows = spark.createDataFrame(List.of(), Quarantine.SHAPE);
    long expected = 0;
    for (int i = 0; i < done.size(); i++) {
      IngestedTable table = done.get(i);
      long refused = table.quarantined();
      if (table.problem().isPresent()
          || (tables.get(i).refusedAsBefore()
              && refused == held.getOrDefault(table.rawTable(), 0L))) {
        staying.add(table.rawTable());
      } else if (refused > 0) {
        rows = rows.union(tables.get(i).refused(spark));
        expected += refused;
      }
    }
    if (expected == 0 && staying.containsAll(held.keySet()) && raw.hasQuarantine()) {
      raw.pinQuarantine();
      return;
    }
    long stored = raw.quarantine(rows, staying);
    if (stored != expected) {
      throw LeadhouseException.dataQuality(
          ("The source counted %d rows for the quarantine, but it holds %d."
                  + " Nothing of this ingest is used.")
              .formatted(expected, stored));
    }
  }

  private static void requireHeld(ExportedSnapshot snapshot, Exception failure) {
    try {
      snapshot.requireHeld();
    } catch (LeadhouseException lost) {
      lost.addSuppressed(failure);
      throw lost;
    }
  }
}
