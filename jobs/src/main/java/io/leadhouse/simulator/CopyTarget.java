package io.leadhouse.simulator;

import io.leadhouse.postgres.CopyText;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rows on their way into one table: append the fields in column order, then {@link #endRow}. Rows
 * are handed on whenever a megabyte has come together, so several tables can be filled side by side
 * over one connection, which can hold one COPY at a time.
 */
final class CopyTarget {
  private static final int FLUSH_BYTES = 1 << 20;

  private final Consumer<CopyPipe.Batch> pipe;
  private final String table;
  private final String statement;
  private CopyText rows = new CopyText();
  private long count;

  /**
   * Nothing is sent before the first rows are.
   *
   * @param schema of the table with a dot, or nothing
   * @param columns in the order in which fields will be appended
   */
  CopyTarget(Consumer<CopyPipe.Batch> pipe, String schema, String table, List<String> columns) {
    this.pipe = pipe;
    this.table = table;
    this.statement =
        "COPY " + schema + table + " (" + String.join(", ", columns) + ") FROM STDIN WITH (FREEZE)";
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

  /** Millionths as a decimal with six places. */
  CopyTarget micros(long value) {
    rows.decimal(BigDecimal.valueOf(value, 6));
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

  void endRow() {
    rows.endRow();
    count++;
    if (rows.size() >= FLUSH_BYTES) {
      flush();
    }
  }

  void flush() {
    if (rows.size() == 0) {
      return;
    }
    pipe.accept(new CopyPipe.Batch(statement, rows));
    rows = new CopyText();
  }

  String table() {
    return table;
  }

  long count() {
    return count;
  }
}
