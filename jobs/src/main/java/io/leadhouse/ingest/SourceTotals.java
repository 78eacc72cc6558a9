package io.leadhouse.ingest;

import java.math.BigInteger;

/**
 * A table as its source counts it in the snapshot.
 *
 * @param rows all rows
 * @param refused those that cannot be represented
 * @param keySum sum of a 64-bit hash of the key of every other row
 * @param cursor newest value of the cursor column as text; null where there is none
 * @param content of a small table, the sum of a 64-bit hash of all values of every row; else null
 */
record SourceTotals(
    long rows, RefusedRows refused, BigInteger keySum, String cursor, BigInteger content) {
  /** Rows that are to be in the raw table. */
  long kept() {
    return rows - refused.rows();
  }
}
