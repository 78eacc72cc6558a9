package io.leadhouse.ingest;

import io.leadhouse.delta.Written;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.FetchSize;
import io.leadhouse.postgres.SnapshotReader;
import io.leadhouse.postgres.SnapshotReader.Query;
import io.leadhouse.postgres.SourceFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Brings one table over. */
final class TableIngest {
  private final TablePlan plan;
  private final TableQueries queries;
  private final ExportedSnapshot snapshot;
  private final SnapshotReader reader;
  private final int readers;

  TableIngest(TablePlan plan, ExportedSnapshot snapshot, SnapshotReader reader, int readers) {
    this.plan = plan;
    this.queries = new TableQueries(plan);
    this.snapshot = snapshot;
    this.reader = reader;
    this.readers = readers;
  }

  private record Count(long rows, long quarantined, long longestRow) {}

  /**
   * Reads the table and hands it to the sink.
   *
   * @throws LeadhouseException DATA_QUALITY when rows read are not rows kept and quarantined
   */
  IngestedTable run(RawSink sink) {
    long start = System.nanoTime();
    try {
      Count count = count();
      Query query = queries.kept(FetchSize.forLongestRow(count.longestRow()));
      Dataset<Row> kept = reader.read(query, plan.relation(), TableQueries.ALIAS, readers);
      Written written = sink.write(plan.rawTable(), kept, plan.key(), snapshot.position());
      requireAll(count, written.rows());
      return new IngestedTable(
          plan.relation().toString(),
          plan.rawTable(),
          count.rows(),
          count.quarantined(),
          written,
          (System.nanoTime() - start) / 1e9);
    } catch (SQLException | RuntimeException e) {
      throw explained(e);
    }
  }

  /** The rows that cannot be represented. */
  Dataset<Row> quarantined() {
    // One row at a time: they are few, and their JSON may be long.
    return reader.read(queries.quarantined(1));
  }

  /** The source's complaint if there is one below the failure, else the failure. */
  private RuntimeException explained(Exception failure) {
    return SourceFailure.find(snapshot.endpoint(), "read " + plan.relation(), failure)
        .map(RuntimeException.class::cast)
        .orElseGet(
            () ->
                failure instanceof RuntimeException runtime
                    ? runtime
                    : new IllegalStateException(failure));
  }

  private Count count() throws SQLException {
    try (Connection connection = snapshot.join();
        Statement statement = connection.createStatement()) {
      if (!plan.relation().keepsUnique(plan.sourceKey())) {
        requireUniqueKey(statement);
      }
      try (ResultSet row = statement.executeQuery(queries.count())) {
        row.next();
        return new Count(row.getLong(1), row.getLong(2), row.getLong(3));
      }
    }
  }

  private void requireUniqueKey(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(queries.repeatedKeys())) {
      row.next();
      if (row.getLong(1) > 0) {
        throw LeadhouseException.dataQuality(
            ("Table %s: %d values of its key %s occur more than once, for example %s. Correct the"
                    + " key in raw.yml, or the rows.")
                .formatted(plan.relation(), row.getLong(1), plan.sourceKey(), row.getString(2)));
      }
    }
  }

  private void requireAll(Count count, long kept) {
    if (count.rows() != kept + count.quarantined()) {
      throw LeadhouseException.dataQuality(
          ("Table %s has %d rows in the source, but %d were kept in %s and %d are quarantined."
                  + " Nothing of this ingest is used.")
              .formatted(
                  plan.relation(), count.rows(), kept, plan.rawTable(), count.quarantined()));
    }
  }
}
