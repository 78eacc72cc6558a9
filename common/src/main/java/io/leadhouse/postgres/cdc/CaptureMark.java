package io.leadhouse.postgres.cdc;

/**
 * How far a copy of a table follows the log; kept in the same commit as its rows.
 *
 * @param capture which capture of the table it follows
 * @param until position up to which its changes are in the rows
 * @param unsettledBefore 0, or the transaction number before which the log may not tell changes of
 *     transactions that had not ended: the table is to be read whole once more
 */
public record CaptureMark(String capture, String until, long unsettledBefore) {}
