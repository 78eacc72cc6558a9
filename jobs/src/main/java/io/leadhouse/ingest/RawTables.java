package io.leadhouse.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.delta.tables.DeltaTable;
import io.leadhouse.delta.Changes;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.RowChange;
import io.leadhouse.delta.TableState;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.delta.Written;
import io.leadhouse.engine.Quarantine;
import io.leadhouse.spark.Persisted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The Delta tables of layer raw, which an ingest alone writes. Used for several tables at a time.
 */
public class RawTables {
  private static final String LAYER = "raw";

  private final SparkSession session;
  private final DeltaStore store;
  private final String runId;
  private final Freshness freshness;
  private final Map<String, Long> versions = new ConcurrentHashMap<>();
  private final Map<String, LandedPosition> positions = new ConcurrentHashMap<>();

  public RawTables(SparkSession session, DeltaStore store, String runId) {
    this.session = session;
    this.store = store;
    this.runId = runId;
    this.freshness = new Freshness(session, store);
  }

  /** The version that each table, and the quarantine of ingest, has after this ingest. */
  public Map<String, Long> versions() {
    return Map.copyOf(versions);
  }

  String runId() {
    return runId;
  }

  /**
   * A session for the work on one table. Raw tables are read whole, so nothing is ever left out by
   * statistics of their columns, Delta's or Parquet's: a tenth of the time of loading 10 million
   * rows.
   */
  SparkSession session() {
    SparkSession own = session.newSession();
    own.conf().set("spark.databricks.delta.properties.defaults.dataSkippingNumIndexedCols", 0);
    own.conf().set("parquet.column.statistics.enabled", false);
    return own;
  }

  /** The table as it is, if there is one. */
  Optional<Landed> landed(SparkSession own, String rawTable) {
    Path table = path(rawTable);
    if (!store.exists(own, table)) {
      return Optional.empty();
    }
    TableState state = store.state(own, table);
    Optional<Freshness.Entry> confirmed =
        freshness
            .of(rawTable)
            .filter(entry -> entry.version() == state.version() && entry.id().equals(state.id()));
    return Optional.of(
        new Landed(
            state.version(),
            store.read(own, table, state.version()).schema(),
            state.rows(),
            confirmed.flatMap(Freshness.Entry::position).or(() -> ofLastCommit(own, table)),
            // An ingest that did not come to its end may have written another quarantine.
            confirmed
                .filter(entry -> isQuarantine(own, entry.quarantineVersion()))
                .flatMap(Freshness.Entry::position)
                .flatMap(position -> Optional.ofNullable(position.refused()))));
  }

  private boolean isQuarantine(SparkSession own, long version) {
    Path quarantine = Quarantine.rawPath(store);
    return store.exists(own, quarantine) && store.version(own, quarantine) == version;
  }

  /** Makes the table hold exactly these rows. */
  Written replace(
      SparkSession own,
      TablePlan plan,
      Dataset<Row> kept,
      LandedPosition position,
      TableWrite.Guard guard) {
    Path table = path(plan.rawTable());
    TableWrite write = new TableWrite(table, plan.key(), position.json(), guard);
    if (!store.exists(own, table)) {
      // A first write reads its rows once: keeping them took half as long again. So it commits
      // before they are counted, and only a complete ingest says that it can be gone on from.
      TableWrite unverified = TableWrite.of(table, plan.key(), "{}");
      return pinned(plan, position, store.write(own, unverified, kept));
    }
    try (Persisted rows = Persisted.of(kept)) {
      return pinned(plan, position, store.write(own, write, rows.in(own)));
    }
  }

  /** Prepares to put rows in the place of those with the same keys. */
  RowChange change(SparkSession own, TablePlan plan, Dataset<Row> rows, long count) {
    return store.change(own, path(plan.rawTable()), plan.key(), rows, count);
  }

  /** Commits what was prepared. */
  Written commit(
      SparkSession own,
      TablePlan plan,
      RowChange change,
      Dataset<Row> gone,
      long goneCount,
      LandedPosition position) {
    TableWrite write = TableWrite.of(path(plan.rawTable()), plan.key(), position.json());
    return pinned(plan, position, store.commit(own, write, change, gone, goneCount));
  }

  /** The rows of the table at a version. */
  Dataset<Row> read(SparkSession own, TablePlan plan, long version) {
    return store.read(own, path(plan.rawTable()), version);
  }

  /** Leaves the table as it is, which is as the source is now. */
  Written keep(TablePlan plan, Landed landed, LandedPosition position) {
    return pinned(
        plan, position, new Written(landed.version(), false, landed.rows(), new Changes(0, 0, 0)));
  }

  /** Writes down that all these tables are complete, or why they are not. */
  void complete(List<IngestedTable> tables, Instant takenAt) {
    freshness.record(
        runId,
        takenAt,
        tables,
        positions,
        versions.get(Quarantine.RAW),
        table -> store.id(session, path(table)));
  }

  /**
   * Writes down which changes of a table's columns are going to be taken over. Two tables at a time
   * could not both make the journal.
   */
  synchronized void recordDrift(SparkSession own, TablePlan plan, List<ColumnDrift> drift) {
    new SourceChanges(store, runId).append(own, plan.rawTable(), drift);
  }

  /** Adds columns at the end of the table; its rows have NULL there until they are written. */
  void widen(SparkSession own, TablePlan plan, StructType more) {
    store.addColumns(own, path(plan.rawTable()), more);
  }

  /** How many rows the quarantine of ingest holds, by raw table; equal ones counted each. */
  Map<String, Long> quarantined() {
    SparkSession own = session.newSession();
    Path table = Quarantine.rawPath(store);
    Map<String, Long> held = new HashMap<>();
    if (store.exists(own, table)) {
      for (Row row :
          store
              .read(own, table, store.version(own, table))
              .groupBy("table_name")
              .agg(sum("occurrences"))
              .collectAsList()) {
        held.put(row.getString(0), row.getLong(1));
      }
    }
    return held;
  }

  boolean hasQuarantine() {
    return store.exists(session, Quarantine.rawPath(store));
  }

  /** Takes the quarantine of ingest as it is now. */
  void pinQuarantine() {
    versions.put(Quarantine.RAW, store.version(session, Quarantine.rawPath(store)));
  }

  /**
   * Makes the quarantine of ingest hold exactly these rows, and those that it has of some tables.
   *
   * @param rows table_name (the raw table), row_key, reason, row_json
   * @param staying tables whose rows stay as they are
   * @return how many rows of the other tables it holds now, equal ones counted each
   */
  long quarantine(Dataset<Row> rows, Set<String> staying) {
    SparkSession own = session.newSession();
    Path table = Quarantine.rawPath(store);
    Column stays = col("table_name").isin(staying.toArray());
    Dataset<Row> wanted = Quarantine.counted(rows);
    if (!staying.isEmpty() && store.exists(own, table)) {
      Dataset<Row> present = store.read(own, table, store.version(own, table));
      wanted = wanted.unionByName(present.where(stays));
    }
    try (Persisted counted = Persisted.of(wanted)) {
      // Without comparing it: it is written only when it differs, and read whole.
      store.overwrite(own, TableWrite.of(table, Quarantine.KEY, "{}"), counted.in(own));
      pinQuarantine();
      Row total = counted.in(own).where(not(stays)).agg(sum("occurrences")).head();
      return total.isNullAt(0) ? 0 : total.getLong(0);
    }
  }

  private Written pinned(TablePlan plan, LandedPosition position, Written written) {
    versions.put(plan.rawTable(), written.version());
    positions.put(plan.rawTable(), position);
    return written;
  }

  private Path path(String rawTable) {
    return store.path(LAYER, rawTable);
  }

  private static Optional<LandedPosition> ofLastCommit(SparkSession own, Path table) {
    Row commit = DeltaTable.forPath(own, table.toString()).history(1).select("userMetadata").head();
    return commit.isNullAt(0) ? Optional.empty() : LandedPosition.parse(commit.getString(0));
  }
}
