package io.leadhouse.postgres.cdc;

/**
 * How far a copy of a table follows the log; kept in the same commit as its rows.
 *
 * @param capture which capture of the table it follows
 * @param until position up to which its changes are in the rows
 */
public record CaptureMark(String capture, String until) {}
