package io.leadhouse.ingest;

import java.math.BigInteger;

/**
 * The rows of a source table that cannot be represented.
 *
 * @param keySum sum of a 64-bit hash of their keys
 * @param digest of their values and of how they are quarantined; null where there is none of them
 */
record RefusedRows(long rows, BigInteger keySum, String digest) {
  static final RefusedRows NONE = new RefusedRows(0, BigInteger.ZERO, null);

  /** Whether these are the rows whose digest that is. */
  boolean are(String other) {
    return digest != null && digest.equals(other);
  }
}
