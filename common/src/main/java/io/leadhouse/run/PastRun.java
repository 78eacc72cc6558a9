package io.leadhouse.run;

import java.time.Instant;

/**
 * A run on record, that of a run in parts as its last command has left it.
 *
 * @param asOf the instant up to which it knew anything
 * @param state {@code ok}, or {@code failed}
 */
public record PastRun(String runId, Instant asOf, Instant finishedAt, String state) {}
