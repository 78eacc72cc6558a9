package io.leadhouse.run;

import java.time.Instant;

/**
 * One run of the warehouse, as ops.run keeps it.
 *
 * @param asOf the instant up to which the run knew anything
 * @param state {@code ok}, or {@code failed}
 * @param message what failed; empty when nothing did
 */
public record RunRecord(
    String runId,
    String command,
    String pack,
    Instant asOf,
    Instant startedAt,
    Instant finishedAt,
    String state,
    int exitCode,
    String message,
    String codeVersion) {}
