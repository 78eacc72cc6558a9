package io.leadhouse.engine;

/**
 * What the last run that built a table has written down of it.
 *
 * @param quarantined staging only: rows that its rules refused
 */
public record RecordedBuild(Consumption made, long quarantined) {}
