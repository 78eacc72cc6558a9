package io.leadhouse.simulator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many rows the simulator loaded.
 *
 * @param rowsByTable rows per table of the reference CRM, in loading order
 */
public record SimulatedCounts(Map<String, Long> rowsByTable) {
  public SimulatedCounts {
    rowsByTable = Collections.unmodifiableMap(new LinkedHashMap<>(rowsByTable));
  }

  /** Rows loaded into one table; 0 for a table that the simulator does not fill. */
  public long rows(String table) {
    return rowsByTable.getOrDefault(table, 0L);
  }

  /** Rows loaded into all tables. */
  public long total() {
    return rowsByTable.values().stream().mapToLong(Long::longValue).sum();
  }
}
