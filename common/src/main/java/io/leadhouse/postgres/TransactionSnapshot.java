package io.leadhouse.postgres;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which transactions a snapshot sees, by 64-bit ids that never come again.
 *
 * @param xmin all transactions before it had ended
 * @param xmax the first id that was not given out yet
 * @param inProgress those between that had not ended; subtransactions are not listed
 */
public record TransactionSnapshot(long xmin, long xmax, Set<Long> inProgress) {
  public TransactionSnapshot {
    inProgress = Set.copyOf(inProgress);
  }

  /** Reads the text of a pg_snapshot: {@code xmin:xmax:xip,…}. */
  public static TransactionSnapshot parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("Not a pg_snapshot: '" + text + "'");
    }
    Set<Long> running =
        parts[2].isEmpty()
            ? Set.of()
            : Arrays.stream(parts[2].split(",")).map(Long::valueOf).collect(Collectors.toSet());
    return new TransactionSnapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
  }

  /** Whether it sees what a transaction, not a subtransaction, has done. */
  public boolean sees(long transaction) {
    return transaction < xmin || (transaction < xmax && !inProgress.contains(transaction));
  }

  /**
   * The same for an id as the log carries it.
   *
   * @param xid without its epoch; less than 2³¹ transactions before or after the snapshot
   */
  public boolean seesXid(int xid) {
    return sees(xmax + (xid - (int) xmax));
  }

  /** The id as rows carry it: the lower half, as an SQL literal. */
  static String xid(long transaction) {
    return "'" + (transaction & 0xffff_ffffL) + "'::xid";
  }
}
