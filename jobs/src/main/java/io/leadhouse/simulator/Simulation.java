package io.leadhouse.simulator;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the simulator put into a database, or, after an advance, what the database holds of it now.
 *
 * @param rowsByTable rows per table of the reference CRM
 * @param planted what is planted in the lives of leads: organization → kind → count
 */
public record Simulation(
    SimulatorSettings settings,
    Map<String, Long> rowsByTable,
    Map<Long, Map<String, Long>> planted) {
  public Simulation {
    rowsByTable = Collections.unmodifiableMap(new LinkedHashMap<>(rowsByTable));
    planted = Collections.unmodifiableMap(new LinkedHashMap<>(planted));
  }

  /** Rows of one table. */
  public long rows(String table) {
    return rowsByTable.getOrDefault(table, 0L);
  }

  /** Rows of all tables. */
  public long total() {
    return rowsByTable.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Finds out whether {@link #writeTruth} could write there, before a load that would be in vain.
   *
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION when it could not
   */
  public static void requireWritableTruth(Path file) {
    Truth.requireWritable(file);
  }

  /**
   * Writes what was planted, as JSON: the truth that the warehouse's figures can be held against.
   *
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION when the file cannot be written
   */
  public void writeTruth(Path file) {
    Truth.of(WorldReader.standard(), this).write(file);
  }
}
