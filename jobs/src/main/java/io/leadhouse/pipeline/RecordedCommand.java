package io.leadhouse.pipeline;

import io.leadhouse.engine.TableResult;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.run.RunLog;
import io.leadhouse.run.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A command over the warehouse that leaves a record in ops, however it ends.
 *
 * @param name what ops.run calls it
 */
record RecordedCommand(RunLog log, String runId, String name, String pack, RunClock clock) {

  /** What the command does. */
  interface Work {
    /**
     * Does it.
     *
     * @param built takes the results of tables, which are recorded even when what comes after them
     *     fails
     */
    RunParts run(List<TableResult> built);
  }

  RunReport run(Work work) {
    Instant started = clock.now();
    List<TableResult> built = new ArrayList<>();
    try {
      RunParts parts = work.run(built);
      RunReport report = parts.report(runId, clock.asOf(), Duration.between(started, clock.now()));
      String problem = report.problem().map(TableResult.Problem::message).orElse("");
      log.append(entry(started, report.exitCode(), problem), built);
      return report;
    } catch (RuntimeException | Error e) {
      int exitCode =
          e instanceof LeadhouseException ours
              ? ours.category().exitCode()
              : LeadhouseException.Category.DEFECT.exitCode();
      try {
        log.append(entry(started, exitCode, String.valueOf(e.getMessage())), built);
      } catch (RuntimeException unrecorded) {
        e.addSuppressed(unrecorded);
      }
      throw e;
    }
  }

  private RunRecord entry(Instant started, int exitCode, String message) {
    return new RunRecord(
        runId,
        name,
        pack,
        clock.asOf(),
        started,
        clock.now(),
        exitCode == 0 ? "ok" : "failed",
        exitCode,
        message,
        CodeVersion.current());
  }
}
