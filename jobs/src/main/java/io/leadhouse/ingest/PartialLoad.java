package io.leadhouse.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import io.leadhouse.delta.RowChange;
import io.leadhouse.delta.Written;
import io.leadhouse.ingest.Reconciliation.Differences;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.SnapshotReader;
import io.leadhouse.spark.Persisted;
import io.leadhouse.spark.Quoted;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads the rows of a table that may have changed, and finds by its keys which are gone. The number
 * of keys and the sum of their hashes tell whether anything is gone at all.
 */
final class PartialLoad {
  /** More whole rows are not sent to every task. */
  private static final long MOST_TO_BROADCAST = 10_000;

  private final TablePlan plan;
  private final TableQueries queries;
  private final SnapshotReader reader;
  private final RawTables raw;
  private final SparkSession own;
  private final TableGuards guards;

  PartialLoad(
      TablePlan plan,
      TableQueries queries,
      SnapshotReader reader,
      RawTables raw,
      SparkSession own,
      TableGuards guards) {
    this.plan = plan;
    this.queries = queries;
    this.reader = reader;
    this.raw = raw;
    this.own = own;
    this.guards = guards;
  }

  /**
   * Loads.
   *
   * @return empty when the source has rows that are neither known nor found as changed, so that
   *     only a whole read can tell
   */
  Optional<Written> run(
      ExportedSnapshot snapshot,
      Reading.Part part,
      Landed landed,
      SourceTotals totals,
      LandedPosition position)
      throws SQLException {
    Dataset<Row> fetched = reader.read(queries.keptMarked(part.maybeKnown()), part.parts());
    try (Persisted read = Persisted.of(fetched)) {
      Dataset<Row> rows = read.in(own);
      Row counts = rows.agg(count(lit(1)), count_if(col(TableQueries.MAYBE_KNOWN))).head();
      long doubtful = counts.getLong(1);
      if (doubtful == 0) {
        return put(snapshot, rows, counts.getLong(0), landed, totals, position);
      }
      try (Persisted changed = Persisted.of(withoutKnown(rows, doubtful, landed))) {
        Dataset<Row> unknown = changed.in(own);
        return put(snapshot, unknown, unknown.count(), landed, totals, position);
      }
    }
  }

  private Optional<Written> put(
      ExportedSnapshot snapshot,
      Dataset<Row> rows,
      long count,
      Landed landed,
      SourceTotals totals,
      LandedPosition position)
      throws SQLException {
    if (count == 0 && landed.hasKeysOf(totals)) {
      guards.requireSound(0, landed.rows());
      return Optional.of(raw.keep(plan, landed, position));
    }
    try (RowChange change = raw.change(own, plan, rows, count)) {
      Row fresh = change.fresh().agg(count(lit(1)), sum(hash())).head();
      if (landed.hasKeysOf(totals, fresh.getLong(0), hashes(fresh))) {
        guards.requireSound(0, landed.rows());
        return Optional.of(commit(change, change.presentKeys().limit(0), 0, landed, position));
      }
      return reconciled(snapshot, change, landed, position);
    }
  }

  private Optional<Written> reconciled(
      ExportedSnapshot snapshot, RowChange change, Landed landed, LandedPosition position)
      throws SQLException {
    Dataset<Row> keys = change.presentKeys().unionByName(change.fresh().select(keyColumns()));
    try (Differences found = differences(snapshot, keys)) {
      if (found.anyMissing()) {
        return Optional.empty();
      }
      long count = found.gone().count();
      guards.requireSound(count, landed.rows());
      return Optional.of(commit(change, found.gone(), count, landed, position));
    }
  }

  private Differences differences(ExportedSnapshot snapshot, Dataset<Row> keys)
      throws SQLException {
    try (PostgresSession source = snapshot.join()) {
      return new Reconciliation(plan, queries, reader).of(source, own, keys);
    }
  }

  private Written commit(
      RowChange change, Dataset<Row> gone, long count, Landed landed, LandedPosition position) {
    Written written = raw.commit(own, plan, change, gone, count, position);
    return written.committed() ? written : raw.keep(plan, landed, position);
  }

  /** Rows that were written while the last snapshot's oldest transaction ran may be known. */
  private Dataset<Row> withoutKnown(Dataset<Row> read, long doubtful, Landed landed) {
    Column[] all =
        plan.columns().stream().map(column -> Quoted.column(column.name())).toArray(Column[]::new);
    String[] key = plan.key().toArray(String[]::new);
    Dataset<Row> again =
        read.where(TableQueries.MAYBE_KNOWN).select(with(struct(all).as("__read")));
    Dataset<Row> present =
        raw.read(own, plan, landed.version()).select(with(struct(all).as("__present")));
    Dataset<Row> known =
        present
            .join(doubtful > MOST_TO_BROADCAST ? again : broadcast(again), key)
            .where(col("__present").eqNullSafe(col("__read")))
            .select(keyColumns());
    return read.join(known, key, "left_anti");
  }

  private Column[] with(Column more) {
    return Stream.concat(Stream.of(keyColumns()), Stream.of(more)).toArray(Column[]::new);
  }

  private Column[] keyColumns() {
    return Quoted.columns(plan.key());
  }

  private static Column hash() {
    return col(TableQueries.HASH).cast("decimal(38,0)");
  }

  private static BigInteger hashes(Row sums) {
    return sums.isNullAt(1) ? BigInteger.ZERO : sums.getDecimal(1).toBigIntegerExact();
  }
}
