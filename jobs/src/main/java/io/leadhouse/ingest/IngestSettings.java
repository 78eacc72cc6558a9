package io.leadhouse.ingest;

import java.time.Duration;

/**
 * How hard an ingest may lean on its source.
 *
 * @param tablesAtATime tables read side by side
 * @param readersPerTable sessions that read one large table side by side, if Spark has the cores
 * @param maximumAge how long the snapshot is held, because an old one keeps the source from
 *     cleaning up dead rows
 */
public record IngestSettings(int tablesAtATime, int readersPerTable, Duration maximumAge) {
  public IngestSettings {
    if (tablesAtATime < 1 || readersPerTable < 1 || maximumAge.compareTo(Duration.ZERO) <= 0) {
      throw new IllegalArgumentException(
          "All settings must be positive: %d tables, %d readers, %s"
              .formatted(tablesAtATime, readersPerTable, maximumAge));
    }
  }

  /** Two tables at a time, up to eight readers each, for two hours at most. */
  public static IngestSettings standard() {
    return new IngestSettings(2, 8, Duration.ofHours(2));
  }
}
