package io.leadhouse.ingest;

import java.time.Duration;
import java.util.Set;

/**
 * How hard an ingest may lean on its source, and what makes it stop.
 *
 * @param tablesAtATime tables read side by side
 * @param readersPerTable sessions that read one large table side by side, if Spark has the cores
 * @param maximumAge how long the snapshot is held, because an old one keeps the source from
 *     cleaning up dead rows
 * @param smallPages tables of at most that many pages are compared by all their values, and read
 *     whole when those differ
 * @param mostDeletedPercent a table of which more would vanish at once is left as it is
 * @param accepted tables, by their names in the source, whose changes are wanted whatever they are
 */
public record IngestSettings(
    int tablesAtATime,
    int readersPerTable,
    Duration maximumAge,
    long smallPages,
    int mostDeletedPercent,
    Set<String> accepted) {
  public IngestSettings {
    if (tablesAtATime < 1 || readersPerTable < 1 || maximumAge.compareTo(Duration.ZERO) <= 0) {
      throw new IllegalArgumentException(
          "All settings must be positive: %d tables, %d readers, %s"
              .formatted(tablesAtATime, readersPerTable, maximumAge));
    }
    accepted = Set.copyOf(accepted);
  }

  /** Two tables at a time, up to eight readers each, for two hours at most. */
  public static IngestSettings standard() {
    return new IngestSettings(2, 8, Duration.ofHours(2), 128, 20, Set.of());
  }

  /** The same with tables whose changes are wanted whatever they are. */
  public IngestSettings accepting(Set<String> tables) {
    return new IngestSettings(
        tablesAtATime, readersPerTable, maximumAge, smallPages, mostDeletedPercent, tables);
  }

  /** The same with another limit of small tables. */
  public IngestSettings withSmallPages(long pages) {
    return new IngestSettings(
        tablesAtATime, readersPerTable, maximumAge, pages, mostDeletedPercent, accepted);
  }
}
