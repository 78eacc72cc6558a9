package io.leadhouse.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.leadhouse.postgres.SnapshotReader;
import io.leadhouse.spark.Persisted;
import java.math.BigInteger;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads the rows of a table that cannot be represented; once, to count and to quarantine them. */
final class RefusedReader implements AutoCloseable {
  private final TableQueries queries;
  private final SnapshotReader reader;
  private volatile Optional<Persisted> kept = Optional.empty();

  RefusedReader(TableQueries queries, SnapshotReader reader) {
    this.queries = queries;
    this.reader = reader;
  }

  /** Counts them, and keeps them until closed. */
  RefusedRows read(String digest) {
    Dataset<Row> fetched = reader.read(queries.quarantined());
    Persisted persisted = Persisted.of(fetched);
    kept = Optional.of(persisted);
    Row sums =
        persisted
            .in(fetched.sparkSession())
            .agg(count(lit(1)), sum(col(TableQueries.HASH).cast("decimal(38,0)")))
            .head();
    BigInteger keySum = sums.isNullAt(1) ? BigInteger.ZERO : sums.getDecimal(1).toBigIntegerExact();
    return new RefusedRows(sums.getLong(0), keySum, digest);
  }

  /** The rows, in the shape of the quarantine. */
  Dataset<Row> rows() {
    Dataset<Row> fetched = reader.read(queries.quarantined());
    return kept.map(rows -> rows.in(fetched.sparkSession()))
        .orElse(fetched)
        .drop(TableQueries.HASH);
  }

  @Override
  public void close() {
    kept.ifPresent(Persisted::close);
  }
}
