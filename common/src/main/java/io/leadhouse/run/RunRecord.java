package io.leadhouse.run;

import java.time.Instant;

/**
 * One command of a run, as ops.run keeps it.
 *
 * @param runId shared by the commands of a run in parts
 * @param command {@code run}; of a run in parts {@code ingest}, {@code build SUBJECT} or {@code
 *     publish}
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
