package io.leadhouse.engine;

import io.leadhouse.delta.Changes;
import io.leadhouse.error.LeadhouseException.Category;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run did with one table.
 *
 * @param version the Delta version after the run; -1 for a staging view and a table never built
 * @param rows rows of the table; for a staging view the rows kept
 * @param quarantined staging only: rows that its rules refused
 * @param inputs the versions read, by table
 * @param problem what failed, or which failure it waits for; absent when it was built
 */
public record TableResult(
    String table,
    Status status,
    long version,
    long rows,
    long quarantined,
    Changes changes,
    Map<String, Long> inputs,
    String definition,
    double seconds,
    List<CheckResult> checks,
    Optional<Problem> problem) {

  /** How it ended. */
  public enum Status {
    /** Built and, where anything had changed, committed. */
    DONE,
    /** Stopped by an error or a failed check; the table is as it was. */
    FAILED,
    /** Not tried, because a table that it reads failed. */
    SKIPPED
  }

  /**
   * Why a table was not built.
   *
   * @param category decides the exit code
   */
  public record Problem(Category category, String message) {}

  /** The result of a table that was not built. */
  public static TableResult stopped(
      String table, Status status, List<CheckResult> checks, Problem problem) {
    return new TableResult(
        table,
        status,
        -1,
        0,
        0,
        new Changes(0, 0, 0),
        Map.of(),
        "",
        0,
        checks,
        Optional.of(problem));
  }
}
