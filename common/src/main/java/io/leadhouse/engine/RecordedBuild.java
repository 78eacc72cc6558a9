package io.leadhouse.engine;

import java.util.Optional;

/**
 * What the last run that built a table has written down of it.
 *
 * @param quarantined staging only: rows that its rules refused
 * @param quarantine staging only: the state of quarantine in which they are, as {@link
 *     Quarantine#state} names it
 */
public record RecordedBuild(Consumption made, long quarantined, String quarantine) {
  /** What is written down of a result; empty where the table was not built. */
  public static Optional<RecordedBuild> of(TableResult result) {
    return result
        .made()
        .map(made -> new RecordedBuild(made, result.quarantined(), result.quarantine()));
  }
}
