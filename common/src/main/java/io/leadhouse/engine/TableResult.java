package io.leadhouse.engine;

import io.leadhouse.delta.Changes;
import io.leadhouse.error.LeadhouseException.Category;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run did with one table.
 *
 * @param refreshed how much was recomputed, and why
 * @param made the table after the run and what it is made of; absent when it was not built
 * @param quarantined staging only: rows that its rules refused
 * @param quarantine staging only: the state of quarantine in which they are; empty before they are
 *     stored
 * @param problem what failed, or which failure it waits for; absent when it was built
 */
public record TableResult(
    String table,
    Status status,
    Refreshed refreshed,
    Optional<Consumption> made,
    long quarantined,
    String quarantine,
    Changes changes,
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

  /** With the state of quarantine in which the rows are that it refuses. */
  TableResult refusedInto(String state) {
    return new TableResult(
        table, status, refreshed, made, quarantined, state, changes, seconds, checks, problem);
  }

  /** The Delta version after the run; -1 for a table that was not built. */
  public long version() {
    return made.map(Consumption::version).orElse(-1L);
  }

  /** Rows of the table; of a contract, the rows kept. */
  public long rows() {
    return made.map(Consumption::rows).orElse(0L);
  }

  /** What it is made by; empty for a table that was not built. */
  public String definition() {
    return made.map(Consumption::definition).orElse("");
  }

  /** The versions read, by table. */
  public Map<String, Long> inputs() {
    return made.map(Consumption::versions).orElse(Map.of());
  }

  /** The result of a table that was not built. */
  public static TableResult stopped(
      String table, Status status, List<CheckResult> checks, Problem problem) {
    return new TableResult(
        table,
        status,
        Refreshed.NOT,
        Optional.empty(),
        0,
        "",
        new Changes(0, 0, 0),
        0,
        checks,
        Optional.of(problem));
  }
}
