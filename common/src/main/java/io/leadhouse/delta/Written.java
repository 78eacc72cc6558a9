package io.leadhouse.delta;

/**
 * What a write left behind.
 *
 * @param version the table's version after the write
 * @param committed false when nothing had changed and so no commit was made
 * @param rows rows of the table after the write
 */
public record Written(long version, boolean committed, long rows, Changes changes) {}
