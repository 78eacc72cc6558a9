package io.leadhouse.ingest;

import io.leadhouse.postgres.PostgresSession;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Counts a table in its source. One pass tells whether the refused rows are those of the last
 * ingest; only where they are not are they read.
 */
final class SourceCount {
  private final TableQueries queries;
  private final RefusedReader refused;

  SourceCount(TableQueries queries, RefusedReader refused) {
    this.queries = queries;
    this.refused = refused;
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
    RefusedRows rows = refused(found.refusedSum(), before);
    return new SourceTotals(
        found.rows(), rows, found.keySum().subtract(rows.keySum()), found.cursor());
  }

  private RefusedRows refused(BigInteger sum, Optional<RefusedRows> before) {
    if (sum == null) {
      return RefusedRows.NONE;
    }
    String digest = sum + "/" + queries.quarantineForm();
    return before.filter(rows -> rows.are(digest)).orElseGet(() -> refused.read(digest));
  }

  private static BigInteger whole(BigDecimal sum) {
    return sum == null ? null : sum.toBigIntegerExact();
  }
}
