package io.leadhouse.publish;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The schema where rows arrive before readers see them. */
final class LoadArea {
  /** Connections that one table may take; on a small machine the cores are the limit. */
  private static final int MOST_CONNECTIONS = 4;

  private final PublishTarget target;

  LoadArea(PublishTarget target) {
    this.target = target;
  }

  /**
   * Copies a table and finds what differs from the published rows. Readers notice nothing.
   *
   * @return rows loaded
   */
  long load(PostgresSession session, TablePlan plan) throws SQLException {
    LoadTables load = LoadTables.of(target, plan.name());
    TableDdl.create(session, "CREATE UNLOGGED TABLE", load.rows(), plan.shape());
    session.execute(
        "CREATE UNLOGGED TABLE %s (part integer PRIMARY KEY, loaded bigint NOT NULL)"
            .formatted(load.parts().sql()));
    copy(plan, load);
    if (plan.action() == TablePlan.Action.MERGE) {
      // The key proves that no key was loaded twice, and serves both comparisons.
      TableDdl.addKey(session, load.rows(), plan.shape());
      session.execute("ANALYZE " + load.rows().sql());
      RowChanges changes = new RowChanges(plan.shape(), target.table(plan.name()), load);
      session.execute(changes.findChanged(plan.columnsToAdd()));
      session.execute(changes.findGone());
    }
    return session
        .first("SELECT coalesce(sum(loaded), 0) FROM " + load.parts().sql(), row -> row.getLong(1))
        .orElseThrow();
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

  private void copy(TablePlan plan, LoadTables load) {
    Column[] columns =
        plan.shape().columns().stream()
            .map(column -> column.type().selected(sparkColumn(column.name())))
            .toArray(Column[]::new);
    Dataset<Row> rows = plan.table().rows().select(columns).coalesce(MOST_CONNECTIONS);
    try {
      rows.foreachPartition(new RowCopy(target.endpoint(), plan.shape(), load));
    } catch (Exception e) {
      // Spark throws its checked SparkException without declaring it.
      throw failure(plan.name(), e);
    }
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

  private static Column sparkColumn(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
