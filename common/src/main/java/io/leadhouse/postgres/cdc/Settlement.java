package io.leadhouse.postgres.cdc;

/**
 * Whether a snapshot and the log together miss no change of a table that was put into the
 * publication lately. What a transaction wrote before that is not told, even if it commits
 * afterwards: so all that were open then have to end before the snapshot that is read whole.
 *
 * @param visible what the snapshot sees
 * @param next number of the next transaction, asked after the publication was looked at
 * @param beginsSlot whether the snapshot is that of a new slot, which waits for all of them itself
 */
record Settlement(VisibleTransactions visible, long next, boolean beginsSlot) {
  private static final long SETTLED = 0;

  /**
   * For a table that is read whole for the first time.
   *
   * @param since the transaction that put it into the publication
   * @return {@link CaptureMark#unsettledBefore}
   */
  long first(int since) {
    boolean quiet = visible.inProgress().isEmpty() && visible.sees(since);
    return beginsSlot || quiet ? SETTLED : next;
  }

  /**
   * For a table that was read before.
   *
   * @param unsettledBefore what was kept with it
   * @return {@link CaptureMark#unsettledBefore}
   */
  long again(long unsettledBefore) {
    return visible.xmin() >= unsettledBefore ? SETTLED : unsettledBefore;
  }
}
