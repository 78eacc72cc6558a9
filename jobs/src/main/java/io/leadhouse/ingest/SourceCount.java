package io.leadhouse.ingest;

import io.leadhouse.postgres.PostgresSession;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Counts a table in its source. One pass tells whether the refused rows are those of the last
 * ingest; only where they are not does another count them.
 */
final class SourceCount {
  private final TableQueries queries;

  SourceCount(TableQueries queries) {
    this.queries = queries;
  }

  /**
   * Counts.
   *
   * @param before the refused rows that the last ingest has quarantined, if that is known
   */
  SourceTotals of(PostgresSession source, Optional<RefusedRows> before) throws SQLException {
    record Found(long rows, BigInteger keySum, BigInteger refusedSum, String cursor) {}
    Found found =
        source
            .first(
                queries.totals(),
                row ->
                    new Found(
                        row.getLong(1),
                        whole(row.getBigDecimal(2)),
                        whole(row.getBigDecimal(3)),
                        row.getString(4)))
            .orElseThrow();
    RefusedRows refused = refused(source, found.refusedSum(), before);
    return new SourceTotals(
        found.rows(), refused, found.keySum().subtract(refused.keySum()), found.cursor());
  }

  private RefusedRows refused(PostgresSession source, BigInteger sum, Optional<RefusedRows> before)
      throws SQLException {
    if (sum == null) {
      return RefusedRows.NONE;
    }
    String digest = sum + "/" + queries.quarantineForm();
    Optional<RefusedRows> same = before.filter(rows -> rows.are(digest));
    return same.isPresent()
        ? same.get()
        : source
            .first(
                queries.refusedTotals(),
                row -> new RefusedRows(row.getLong(1), whole(row.getBigDecimal(2)), digest))
            .orElseThrow();
  }

  private static BigInteger whole(BigDecimal sum) {
    return sum == null ? null : sum.toBigIntegerExact();
  }
}
