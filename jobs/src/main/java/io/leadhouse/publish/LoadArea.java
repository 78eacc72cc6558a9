package io.leadhouse.publish;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import io.leadhouse.spark.Persisted;
import io.leadhouse.spark.Quoted;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schema where rows arrive before readers see them. */
final class LoadArea {
  private static final Logger LOG = LoggerFactory.getLogger(LoadArea.class);

  /** Connections that one table may take; on a small machine the cores are the limit. */
  private static final int MOST_CONNECTIONS = 4;

  private final PublishTarget target;

  LoadArea(PublishTarget target) {
    this.target = target;
  }

  /** Copies what is to be written of a table. Readers notice nothing. */
  LoadedTable load(PostgresSession session, TablePlan plan) throws SQLException {
    long start = System.nanoTime();
    long horizon = PublicationLedger.horizon(session);
    Copied copied = copied(session, plan);
    Optional<String> commit = plan.commit();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new LoadedTable(copied.plan, copied.rows, horizon, commit, took);
  }

  /**
   * What was copied of a table.
   *
   * @param plan what is to be done, now that the change feed was asked
   */
  private record Copied(TablePlan plan, long rows) {}

  private Copied copied(PostgresSession session, TablePlan plan) throws SQLException {
    if (plan.action() != TablePlan.Action.CHANGES) {
      return whole(session, plan);
    }
    PublicationLedger.Entry entry = plan.known().orElseThrow();
    if (!new PublicationLedger(target).isAsPublished(session, entry)) {
      return whole(session, plan.compareAll("others have written to the published table"));
    }
    Optional<Persisted> found = changes(plan, entry.deltaVersion());
    if (found.isEmpty()) {
      return whole(session, plan.compareAll(TablePlan.feedIsGone(entry)));
    }
    try (Persisted changes = found.get()) {
      return changed(session, plan, changes.in(plan.table().rows().sparkSession()));
    }
  }

  /** Copies all rows of a table and finds what differs from the published ones. */
  private Copied whole(PostgresSession session, TablePlan plan) throws SQLException {
    LoadTables load = LoadTables.of(target, plan.name());
    long copied = copy(session, plan.shape(), load, selected(plan.shape(), plan.table().rows()));
    if (plan.action() == TablePlan.Action.MERGE) {
      // The key proves that no key was loaded twice, and serves both comparisons.
      TableDdl.addKey(session, load.rows(), plan.shape());
      session.execute("ANALYZE " + load.rows().sql());
      RowChanges changes = new RowChanges(plan.shape(), target.table(plan.name()), load);
      session.execute(changes.findChanged(plan.columnsToAdd()));
      session.execute(changes.findGone());
    }
    return new Copied(plan, copied);
  }

  /** Copies changed rows, unless there are none. */
  private Copied changed(PostgresSession session, TablePlan plan, Dataset<Row> changes)
      throws SQLException {
    if (changes.isEmpty()) {
      return new Copied(plan.skip(), 0);
    }
    LoadTables load = LoadTables.of(target, plan.name());
    long copied = copy(session, plan.shape().signed(), load, changes);
    RowChanges statements = new RowChanges(plan.shape(), target.table(plan.name()), load);
    if (session.first(statements.isDoubled(), row -> row.getBoolean(1)).orElseThrow()) {
      // One of the rows would stand for all. Whole, the key refuses them.
      session.execute("DROP TABLE %s, %s".formatted(load.rows().sql(), load.parts().sql()));
      return whole(session, plan.compareAll("a key came twice"));
    }
    session.execute(statements.keepChanged());
    session.execute(statements.keepGone());
    return new Copied(plan, copied);
  }

  /** One row per key that changed, as it is now, or as it was where it is gone. */
  private static Optional<Persisted> changes(TablePlan plan, long since) {
    try {
      Dataset<Row> changed = byKey(plan, plan.table().history().changesAfter(since));
      // Files that are no longer there are missed only when they are read.
      return Optional.of(Persisted.filled(selected(plan.shape().signed(), changed)));
    } catch (Exception e) {
      if (!plan.table().history().isLost(e)) {
        throw failure(plan.name(), e);
      }
      LOG.info("No change feed of {} since version {}: {}", plan.name(), since, e.toString());
      return Optional.empty();
    }
  }

  private static Dataset<Row> byKey(TablePlan plan, Dataset<Row> feed) {
    Column row = functions.struct(Quoted.columns(plan.shape().columnNames()));
    Column sign = functions.col(ChangeFeed.SIGN);
    Column came = functions.sum(functions.when(sign.gt(0), sign).otherwise(0L));
    Column went = functions.sum(functions.when(sign.lt(0), sign).otherwise(0L));
    return feed.groupBy(Quoted.columns(plan.shape().key()))
        .agg(
            functions.max_by(row, sign).as("row"),
            functions
                .when(came.gt(1), RowChanges.CAME_TWICE)
                .when(came.equalTo(0), RowChanges.WENT)
                .when(went.equalTo(0), RowChanges.CAME)
                .otherwise(RowChanges.CHANGED)
                .as(ChangeFeed.SIGN))
        .select(functions.col("row.*"), sign);
  }

  /** Drops all load tables, those of an earlier process that died included. */
  void clear(PostgresSession session) throws SQLException {
    session.execute("SET lock_timeout = '30s'");
    List<String> left =
        session.query(
            "SELECT tablename FROM pg_tables WHERE schemaname = ? AND tablename ~ ?",
            row -> row.getString(1),
            target.loadSchema(),
            LoadTables.NAME_PATTERN);
    for (String table : left) {
      session.execute("DROP TABLE IF EXISTS " + new TableName(target.loadSchema(), table).sql());
    }
  }

  private long copy(PostgresSession session, TableShape shape, LoadTables load, Dataset<Row> rows)
      throws SQLException {
    TableDdl.create(session, "CREATE UNLOGGED TABLE", load.rows(), shape);
    session.execute(
        "CREATE UNLOGGED TABLE %s (part integer PRIMARY KEY, loaded bigint NOT NULL)"
            .formatted(load.parts().sql()));
    try {
      rows.coalesce(MOST_CONNECTIONS).foreachPartition(new RowCopy(target.endpoint(), shape, load));
    } catch (Exception e) {
      // Spark throws its checked SparkException without declaring it.
      throw failure(shape.name(), e);
    }
    return session
        .first("SELECT coalesce(sum(loaded), 0) FROM " + load.parts().sql(), row -> row.getLong(1))
        .orElseThrow();
  }

  /** The columns of the shape in the form that is copied. */
  private static Dataset<Row> selected(TableShape shape, Dataset<Row> rows) {
    return rows.select(
        shape.columns().stream()
            .map(column -> column.type().selected(Quoted.column(column.name())))
            .toArray(Column[]::new));
  }

  /** Spark wraps what a task throws. */
  private static LeadhouseException failure(String table, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LeadhouseException found) {
        return found;
      }
    }
    return new LeadhouseException(
        LeadhouseException.Category.DEFECT,
        "Cannot read the rows of %s: %s".formatted(table, failure.getMessage()),
        failure);
  }
}
