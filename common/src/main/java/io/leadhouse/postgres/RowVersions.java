package io.leadhouse.postgres;

/**
 * Finds rows by the transaction that wrote them, as Postgres itself keeps it in the system column
 * {@code xmin}: no column of the application, no clock and no privilege is needed, and rows of
 * transactions that were still open, prepared or in a savepoint at the earlier snapshot are found
 * when they are committed, however late.
 *
 * <p>{@code age(xmin)} counts transactions back from now, modulo 2³², so the earlier snapshot must
 * not be further away than {@link SourceContinuity#MOST_TRANSACTIONS}.
 *
 * @param alias by which a query calls the relation
 * @param earlier the snapshot whose rows are known
 */
public record RowVersions(String alias, TransactionSnapshot earlier) {
  /**
   * A condition that holds for every row that the earlier snapshot did not see, and for some that
   * it saw: those that were written while its oldest running transaction ran.
   */
  public String maybeUnseen() {
    return age() + " <= age(" + TransactionSnapshot.xid(earlier.xmin()) + ")";
  }

  /** A condition that, among those, holds for rows that the earlier snapshot may have seen. */
  public String maybeSeen() {
    return age() + " > age(" + TransactionSnapshot.xid(earlier.xmax()) + ")";
  }

  private String age() {
    return "age(" + alias + ".xmin)";
  }
}
