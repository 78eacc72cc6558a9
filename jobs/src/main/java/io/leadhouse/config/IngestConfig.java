package io.leadhouse.config;

import io.leadhouse.ingest.IngestSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * How hard an ingest may lean on its source, and what makes it stop.
 *
 * @param parallelTables tables read side by side
 * @param readersPerTable sessions that read one large table side by side
 * @param maximumAgeMinutes how long the snapshot of the source is held
 * @param mostDeletedPercent a table of which more would vanish at once is left as it is
 */
public record IngestConfig(
    Integer parallelTables,
    Integer readersPerTable,
    Integer maximumAgeMinutes,
    Integer mostDeletedPercent) {
  public IngestConfig {
    IngestSettings standard = IngestSettings.standard();
    parallelTables = Objects.requireNonNullElse(parallelTables, standard.tablesAtATime());
    readersPerTable = Objects.requireNonNullElse(readersPerTable, standard.readersPerTable());
    maximumAgeMinutes =
        Objects.requireNonNullElse(
            maximumAgeMinutes, Math.toIntExact(standard.maximumAge().toMinutes()));
    mostDeletedPercent =
        Objects.requireNonNullElse(mostDeletedPercent, standard.mostDeletedPercent());
  }

  /** What is best where nothing is known. */
  static IngestConfig defaults() {
    return new IngestConfig(null, null, null, null);
  }

  /**
   * The settings of an ingest.
   *
   * @param accepted tables whose changes are wanted whatever they are
   */
  public IngestSettings settings(Set<String> accepted) {
    return new IngestSettings(
        parallelTables,
        readersPerTable,
        Duration.ofMinutes(maximumAgeMinutes),
        IngestSettings.standard().smallPages(),
        mostDeletedPercent,
        accepted);
  }
}
