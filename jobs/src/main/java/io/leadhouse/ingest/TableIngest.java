package io.leadhouse.ingest;

import io.leadhouse.delta.Written;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.SnapshotReader;
import io.leadhouse.postgres.SourceFailure;
import java.sql.SQLException;
import java.util.Optional;
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

  private record Count(long rows, long quarantined) {}

  /**
   * Reads the table and hands it to the sink.
   *
   * @throws LeadhouseException DATA_QUALITY when rows read are not rows kept and quarantined
   */
  IngestedTable run(RawSink sink) {
    long start = System.nanoTime();
    try {
      Count count = count();
      Dataset<Row> kept = reader.read(queries.kept(), plan.relation(), TableQueries.ALIAS, readers);
      Written written = sink.write(plan.rawTable(), kept, plan.key(), snapshot.position());
      requireAll(count, written.rows());
      return new IngestedTable(
          plan.relation().toString(),
          plan.rawTable(),
          count.rows(),
          count.quarantined(),
          written,
          (System.nanoTime() - start) / 1e9);
    } catch (Exception e) {
      throw SourceFailure.unwrap(snapshot.endpoint(), "read " + plan.relation(), e);
    }
  }

  /** The rows that cannot be represented. */
  Dataset<Row> quarantined() {
    return reader.read(queries.quarantined());
  }

  private Count count() throws SQLException {
    try (PostgresSession session = snapshot.join()) {
      if (!plan.relation().keepsUnique(plan.sourceKey())) {
        requireUniqueKey(session);
      }
      return session
          .first(queries.count(), row -> new Count(row.getLong(1), row.getLong(2)))
          .orElseThrow();
    }
  }

  private void requireUniqueKey(PostgresSession session) throws SQLException {
    Optional<String> complaint =
        session.first(
            queries.repeatedKeys(),
            row ->
                ("Table %s: %d values of its key %s occur more than once, for example %s. Correct"
                        + " the key in raw.yml, or the rows.")
                    .formatted(
                        plan.relation(), row.getLong(1), plan.sourceKey(), row.getString(2)));
    if (complaint.isPresent()) {
      throw LeadhouseException.dataQuality(complaint.get());
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
