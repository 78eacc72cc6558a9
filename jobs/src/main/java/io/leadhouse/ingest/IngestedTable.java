package io.leadhouse.ingest;

import io.leadhouse.delta.Changes;
import io.leadhouse.engine.TableResult.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What an ingest did with one table.
 *
 * @param table its name in the source, with its schema
 * @param reading how much of it was read, by the name of its {@link Reading}
 * @param why it was read so; empty where there is nothing to explain
 * @param read rows of the table, as counted by the source
 * @param quarantined those of them that cannot be represented
 * @param version of the raw table; -1 where there is none
 * @param changes of the raw table
 * @param drift what changed in its columns
 * @param seconds from the first question about the table to the end of its write
 * @param problem why it was left as it was; absent when its rows are complete
 */
public record IngestedTable(
    String table,
    String rawTable,
    String reading,
    String why,
    long read,
    long quarantined,
    long version,
    Changes changes,
    List<ColumnDrift> drift,
    double seconds,
    Optional<Problem> problem) {
  public IngestedTable {
    drift = List.copyOf(drift);
  }

  /** A table that was left as it was. */
  static IngestedTable stopped(
      String table, String rawTable, List<ColumnDrift> drift, Problem problem) {
    return new IngestedTable(
        table,
        rawTable,
        "stopped",
        "",
        0,
        0,
        -1,
        new Changes(0, 0, 0),
        drift,
        0,
        Optional.of(problem));
  }

  /** The same with more to say about why it was left as it was. */
  public IngestedTable explained(String more) {
    Problem said = problem.orElseThrow();
    return stopped(
        table, rawTable, drift, new Problem(said.category(), said.message() + " " + more));
  }

  /** Rows kept. */
  public long kept() {
    return read - quarantined;
  }
}
