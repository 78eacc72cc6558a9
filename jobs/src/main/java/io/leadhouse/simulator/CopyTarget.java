package io.leadhouse.simulator;

import io.leadhouse.postgres.CopyBinary;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rows on their way into one table: append the fields in column order, then {@link #endRow}. Rows
 * are handed on whenever a megabyte has come together, so several tables can be filled side by side
 * over one connection, which can hold one COPY at a time. Each method names the type of the columns
 * that it is for.
 */
final class CopyTarget {
  private static final int FLUSH_BYTES = 1 << 20;
  private static final int LONGEST_ROW = 1 << 14;

  private final Consumer<CopyPipe.Batch> pipe;
  private final String table;
  private final int columns;
  private final String statement;
  private CopyBinary rows = emptyRows();
  private int missing;
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
    this.columns = columns.size();
    this.statement =
        "COPY "
            + schema
            + table
            + " ("
            + String.join(", ", columns)
            + ") FROM STDIN WITH (FORMAT binary, FREEZE)";
  }

  /** A text. */
  CopyTarget text(String value) {
    next().text(value);
    return this;
  }

  /** A jsonb. */
  CopyTarget json(String value) {
    next().json(value);
    return this;
  }

  /** A text[]; NULL where there is no element. */
  CopyTarget texts(List<String> elements) {
    if (elements.isEmpty()) {
      return nothing();
    }
    next().texts(elements);
    return this;
  }

  /** An inet. */
  CopyTarget ipv4(int address) {
    next().ipv4(address);
    return this;
  }

  /** A bigint. */
  CopyTarget number(long value) {
    next().bigint(value);
    return this;
  }

  /** An integer. */
  CopyTarget integer(int value) {
    next().integer(value);
    return this;
  }

  /** An id, a bigint; 0 is NULL. */
  CopyTarget id(long value) {
    return value == 0 ? nothing() : number(value);
  }

  /** A numeric, given as a plain decimal number or NaN. */
  CopyTarget decimal(String value) {
    if (value.equals("NaN")) {
      next().notANumber();
      return this;
    }
    BigDecimal decimal = new BigDecimal(value);
    next().numeric(decimal.unscaledValue().longValueExact(), decimal.scale());
    return this;
  }

  /** Hundredths as a numeric with two places; {@link Fact.DealValue#NOT_A_NUMBER} is NaN. */
  CopyTarget cents(long value) {
    if (value == Fact.DealValue.NOT_A_NUMBER) {
      next().notANumber();
    } else {
      next().numeric(value, 2);
    }
    return this;
  }

  /** Millionths as a numeric with six places. */
  CopyTarget micros(long value) {
    next().numeric(value, 6);
    return this;
  }

  CopyTarget bool(boolean value) {
    next().bool(value);
    return this;
  }

  CopyTarget date(LocalDate value) {
    next().date(value);
    return this;
  }

  /** A timestamptz; {@link Instant#MAX} is infinity. */
  CopyTarget instant(Instant value) {
    if (Instant.MAX.equals(value)) {
      next().instantAtInfinity();
    } else {
      next().instant(value);
    }
    return this;
  }

  CopyTarget nothing() {
    next().nullValue();
    return this;
  }

  void endRow() {
    if (missing != 0) {
      throw new IllegalStateException(
          "A row of " + table + " lacks " + missing + " of " + columns + " values.");
    }
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
    rows = emptyRows();
  }

  String table() {
    return table;
  }

  long count() {
    return count;
  }

  private CopyBinary next() {
    if (missing == 0) {
      rows.startRow(columns);
      missing = columns;
    }
    missing--;
    return rows;
  }

  private static CopyBinary emptyRows() {
    return new CopyBinary(FLUSH_BYTES + LONGEST_ROW);
  }
}
