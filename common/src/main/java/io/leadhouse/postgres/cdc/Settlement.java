package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.TransactionSnapshot;

/**
 * Whether a snapshot and the log together miss no change of a table that was put into the
 * publication lately. What a transaction wrote before that is not told, even if it commits
 * afterwards: so all that were open then have to end before the snapshot that is read whole.
 *
 * @param visible what the snapshot sees, the publication as it is among it
 * @param beginsSlot whether it is the snapshot of a new slot, which waits for all of them itself
 */
record Settlement(TransactionSnapshot visible, boolean beginsSlot) {
  private static final long SETTLED = 0;

  /**
   * For a table that is read whole for the first time.
   *
   * @return {@link CaptureMark#unsettledBefore}
   */
  long first() {
    return beginsSlot || visible.inProgress().isEmpty() ? SETTLED : visible.xmax();
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
