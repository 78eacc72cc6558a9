package io.leadhouse.delta;

/**
 * A table as it is now.
 *
 * @param id Delta's own, which a table made anew does not share
 */
public record TableState(long version, String id, long rows) {}
