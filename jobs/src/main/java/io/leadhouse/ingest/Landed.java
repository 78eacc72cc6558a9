package io.leadhouse.ingest;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * A raw table as the last ingest left it.
 *
 * @param rows how many it has
 * @param position up to where it holds its source; empty where that is not known
 * @param refused its rows in quarantine; empty where that is not known
 */
record Landed(
    long version,
    StructType schema,
    long rows,
    Optional<LandedPosition> position,
    Optional<RefusedRows> refused) {
  /** Whether its keys, by their number and the sum of their hashes, are those of the source. */
  boolean hasKeysOf(SourceTotals totals) {
    return hasKeysOf(totals, 0, BigInteger.ZERO);
  }

  /**
   * Whether its keys would be those of the source with some more.
   *
   * @param more how many
   * @param hashes the sum of their hashes
   */
  boolean hasKeysOf(SourceTotals totals, long more, BigInteger hashes) {
    return rows + more == totals.kept()
        && position.isPresent()
        && position.get().keySum().add(hashes).equals(totals.keySum());
  }

  /** Whether it holds, by the hash of all values, what the source holds; false for large tables. */
  boolean hasContentOf(SourceTotals totals) {
    return hasKeysOf(totals)
        && totals.content() != null
        && totals.content().equals(position.orElseThrow().content());
  }
}
