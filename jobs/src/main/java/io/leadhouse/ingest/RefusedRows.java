package io.leadhouse.ingest;

import java.math.BigInteger;

/**
 * The rows of a source table that cannot be represented.
 *
 * @param keySum sum of a 64-bit hash of their keys
 * @param digest sum of a 64-bit hash of each as it is quarantined
 */
record RefusedRows(long rows, BigInteger keySum, BigInteger digest) {
  static final RefusedRows NONE = new RefusedRows(0, BigInteger.ZERO, BigInteger.ZERO);
}
