package io.leadhouse.simulator;

import io.leadhouse.postgres.CopyText;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * Rows on their way into one table: append the fields in column order, then {@link #endRow}. Rows
 * are sent whenever some megabytes have come together, so several tables can be filled side by side
 * over one connection, which can hold one COPY at a time.
 */
final class CopyTarget {
  private static final int FLUSH_BYTES = 4 << 20;

  private final CopyManager copyManager;
  private final String table;
  private final String statement;
  private final CopyText rows = new CopyText();
  private long count;

  /**
   * Nothing is sent before the first rows are.
   *
   * @param columns in the order in which fields will be appended
   */
  CopyTarget(CopyManager copyManager, String table, List<String> columns) {
    this.copyManager = copyManager;
    this.table = table;
    this.statement =
        "COPY " + table + " (" + String.join(", ", columns) + ") FROM STDIN WITH (FREEZE)";
  }

  CopyTarget text(String value) {
    rows.text(value);
    return this;
  }

  CopyTarget number(long value) {
    rows.integer(value);
    return this;
  }

  /** An id; 0 is NULL. */
  CopyTarget id(long value) {
    return value == 0 ? nothing() : number(value);
  }

  /** Hundredths as a decimal with two places; {@link Fact.DealValue#NOT_A_NUMBER} is NaN. */
  CopyTarget cents(long value) {
    if (value == Fact.DealValue.NOT_A_NUMBER) {
      return text("NaN");
    }
    rows.decimal(BigDecimal.valueOf(value, 2));
    return this;
  }

  CopyTarget bool(boolean value) {
    rows.bool(value);
    return this;
  }

  CopyTarget date(LocalDate value) {
    rows.date(value);
    return this;
  }

  /** An instant; {@link Instant#MAX} is infinity. */
  CopyTarget instant(Instant value) {
    if (Instant.MAX.equals(value)) {
      return text("infinity");
    }
    rows.instant(value);
    return this;
  }

  CopyTarget nothing() {
    rows.nullValue();
    return this;
  }

  void endRow() throws SQLException {
    rows.endRow();
    count++;
    if (rows.size() >= FLUSH_BYTES) {
      flush();
    }
  }

  void flush() throws SQLException {
    if (rows.size() == 0) {
      return;
    }
    CopyIn copy = copyManager.copyIn(statement);
    try {
      rows.drainTo(copy);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  String table() {
    return table;
  }

  long count() {
    return count;
  }
}
