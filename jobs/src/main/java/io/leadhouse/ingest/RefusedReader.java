package io.leadhouse.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.leadhouse.engine.Quarantine;
import io.leadhouse.postgres.SnapshotReader;
import io.leadhouse.spark.Persisted;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the rows of a table that cannot be represented; once, to count and to quarantine them. */
final class RefusedReader implements AutoCloseable {
  private static final String EXACT = "decimal(38,0)";

  private final TableQueries queries;
  private final SnapshotReader reader;
  private volatile Optional<Persisted> kept = Optional.empty();

  RefusedReader(TableQueries queries, SnapshotReader reader) {
    this.queries = queries;
    this.reader = reader;
  }

  /** Counts them, and keeps them until closed. */
  RefusedRows read(FoundRows found) {
    if (found.rows() == 0) {
      return RefusedRows.NONE;
    }
    Dataset<Row> fetched = reader.read(queries.quarantined(), found.parts());
    Persisted persisted = Persisted.of(fetched);
    kept = Optional.of(persisted);
    Column[] quarantined =
        Stream.of(Quarantine.SHAPE.fieldNames()).map(name -> col(name)).toArray(Column[]::new);
    Row sums =
        persisted
            .in(fetched.sparkSession())
            .agg(
                count(lit(1)),
                sum(col(TableQueries.HASH).cast(EXACT)),
                sum(xxhash64(quarantined).cast(EXACT)))
            .head();
    return new RefusedRows(sums.getLong(0), whole(sums.getDecimal(1)), whole(sums.getDecimal(2)));
  }

  /** The rows, in the shape of the quarantine; after {@link #read} has found some. */
  Dataset<Row> rows(SparkSession session) {
    return kept.orElseThrow().in(session).drop(TableQueries.HASH);
  }

  @Override
  public void close() {
    kept.ifPresent(Persisted::close);
  }

  private static BigInteger whole(BigDecimal sum) {
    return sum == null ? BigInteger.ZERO : sum.toBigIntegerExact();
  }
}
