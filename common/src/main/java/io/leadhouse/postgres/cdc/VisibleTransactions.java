package io.leadhouse.postgres.cdc;

import java.util.HashSet;
import java.util.Set;

/**
 * The transactions that a snapshot sees, of those that committed.
 *
 * @param xmin all before it had ended
 * @param xmax none from it on had ended
 * @param inProgress those between that had not
 */
record VisibleTransactions(long xmin, long xmax, Set<Long> inProgress) {
  VisibleTransactions {
    inProgress = Set.copyOf(inProgress);
  }

  /**
   * Reads what pg_current_snapshot() says.
   *
   * @param snapshot {@code xmin:xmax:xip,…}
   */
  static VisibleTransactions of(String snapshot) {
    String[] parts = snapshot.split(":", -1);
    Set<Long> inProgress = new HashSet<>();
    for (String xid : parts[2].isEmpty() ? new String[0] : parts[2].split(",", -1)) {
      inProgress.add(Long.valueOf(xid));
    }
    return new VisibleTransactions(Long.parseLong(parts[0]), Long.parseLong(parts[1]), inProgress);
  }

  /**
   * Whether the changes of a committed transaction are in the snapshot.
   *
   * @param xid without its epoch; less than 2³¹ transactions before or after the snapshot
   */
  boolean sees(int xid) {
    long whole = xmax + (xid - (int) xmax);
    return whole < xmax && (whole < xmin || !inProgress.contains(whole));
  }
}
