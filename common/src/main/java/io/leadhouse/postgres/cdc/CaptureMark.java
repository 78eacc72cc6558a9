package io.leadhouse.postgres.cdc;

/**
 * How far a copy of a table follows the log. Kept when an ingest is complete and before it is
 * confirmed, for every captured table, also if none of its rows changed: an older mark looks as if
 * the log had been confirmed by somebody else, and makes the table be read whole. A mark may be
 * older than the rows, but never newer.
 *
 * @param capture which capture of the table it follows
 * @param until position up to which its changes are in the rows
 * @param unsettledBefore 0, or the transaction number before which the log may not tell changes of
 *     transactions that had not ended: the table is to be read whole once more
 */
public record CaptureMark(String capture, String until, long unsettledBefore) {}
