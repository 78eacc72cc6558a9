package io.leadhouse.simulator;

import java.sql.SQLException;
import java.util.List;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * Rows on their way into one table. They are sent whenever some megabytes have come together, so
 * several tables can be filled side by side over one connection, which can hold one COPY at a time.
 */
final class CopyTarget {
  private static final int FLUSH_BYTES = 4 << 20;

  private final CopyManager copyManager;
  private final String table;
  private final String statement;
  private final CopyText rows = new CopyText(64 << 10);
  private long count;

  /**
   * @param columns in the order in which fields will be appended
   */
  CopyTarget(CopyManager copyManager, String table, List<String> columns) {
    this.copyManager = copyManager;
    this.table = table;
    this.statement =
        "COPY " + table + " (" + String.join(", ", columns) + ") FROM STDIN WITH (FREEZE)";
  }

  /** Where the fields of the next row go; end it with {@link #endRow}. */
  CopyText row() {
    return rows;
  }

  void endRow() throws SQLException {
    rows.endRow();
    count++;
    if (rows.length() >= FLUSH_BYTES) {
      flush();
    }
  }

  void flush() throws SQLException {
    if (rows.length() == 0) {
      return;
    }
    CopyIn copy = copyManager.copyIn(statement);
    try {
      copy.writeToCopy(rows.bytes(), 0, rows.length());
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    rows.clear();
  }

  String table() {
    return table;
  }

  long count() {
    return count;
  }
}
