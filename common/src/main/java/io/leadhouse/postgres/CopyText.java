package io.leadhouse.postgres;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import org.postgresql.copy.CopyIn;

/**
 * Rows in the text format of Postgres' COPY, as UTF-8 bytes. Values are appended column by column,
 * in the order of the COPY's column list, and each row ends with {@link #endRow}. Objects may be
 * null: NULL is not the empty string. Not for use by two threads.
 *
 * <p>A text with a character that Postgres cannot store (NUL, half of a surrogate pair) is refused
 * with an IllegalArgumentException that names character and place.
 */
public final class CopyText {
  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final long SECONDS_PER_DAY = 86_400L;

  private byte[] bytes = new byte[1 << 16];
  private int size;
  private boolean inRow;

  /** NULL, of any type. */
  public CopyText nullValue() {
    startValue(2);
    put('\\');
    put('N');
    return this;
  }

  /** A text, varchar, uuid, enum, inet, json or jsonb: anything given by its text. */
  public CopyText text(String value) {
    if (value == null) {
      return nullValue();
    }
    // At most 3 bytes a char: 4-byte characters are two chars.
    startValue(3L * value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        putAscii(c, i);
      } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        putContinuation(c);
      } else if (Character.isSurrogate(c)) {
        putCodePoint(codePoint(value, i));
        i++;
      } else {
        put(0xE0 | (c >> 12));
        putContinuation(c >> 6);
        putContinuation(c);
      }
    }
    return this;
  }

  /** A smallint, integer or bigint. */
  public CopyText integer(long value) {
    startValue(20);
    putNumber(value);
    return this;
  }

  /** A numeric, with the scale of the value. */
  public CopyText decimal(BigDecimal value) {
    return value == null ? nullValue() : ascii(value.toPlainString());
  }

  /** A double precision, NaN and the infinities included. */
  public CopyText floating(double value) {
    return ascii(Double.toString(value));
  }

  public CopyText bool(boolean value) {
    startValue(1);
    put(value ? 't' : 'f');
    return this;
  }

  public CopyText date(LocalDate value) {
    return value == null ? nullValue() : epochDay(value.toEpochDay());
  }

  /** A timestamptz, cut to microseconds. */
  public CopyText instant(Instant value) {
    return value == null ? nullValue() : epochMicros(micros(value));
  }

  /** A timestamp without time zone, cut to microseconds. */
  public CopyText dateTime(LocalDateTime value) {
    return value == null ? nullValue() : localMicros(micros(value.toInstant(ZoneOffset.UTC)));
  }

  /** A date, in days since 1970-01-01. */
  public CopyText epochDay(long day) {
    startValue(32);
    LocalDate date = LocalDate.ofEpochDay(day);
    putDate(date);
    putEra(date);
    return this;
  }

  /** A timestamptz, in microseconds since 1970-01-01T00:00:00Z. */
  public CopyText epochMicros(long micros) {
    return timestamp(micros, "+00");
  }

  /** A timestamp without time zone, in microseconds since 1970-01-01T00:00:00. */
  public CopyText localMicros(long micros) {
    return timestamp(micros, "");
  }

  /** Ends the row. */
  public CopyText endRow() {
    ensure(1);
    put('\n');
    inRow = false;
    return this;
  }

  /** Bytes held. */
  public int size() {
    return size;
  }

  /** Sends the bytes held and forgets them. */
  void drainTo(CopyIn copy) throws SQLException {
    copy.writeToCopy(bytes, 0, size);
    size = 0;
  }

  /** The bytes held, as text. */
  @Override
  public String toString() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  private CopyText timestamp(long micros, String zone) {
    startValue(48);
    long second = Math.floorDiv(micros, MICROS_PER_SECOND);
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_PER_DAY));
    int secondOfDay = Math.floorMod(second, (int) SECONDS_PER_DAY);
    putDate(date);
    put(' ');
    putPadded(secondOfDay / 3600, 2);
    put(':');
    putPadded(secondOfDay / 60 % 60, 2);
    put(':');
    putPadded(secondOfDay % 60, 2);
    int fraction = Math.floorMod(micros, (int) MICROS_PER_SECOND);
    if (fraction != 0) {
      put('.');
      putPadded(fraction, 6);
    }
    putAsciiText(zone);
    putEra(date);
    return this;
  }

  /** Postgres has no year 0 and counts backwards before it. */
  private void putDate(LocalDate date) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    if (year > 9999) {
      putNumber(year);
    } else {
      putPadded(year, 4);
    }
    put('-');
    putPadded(date.getMonthValue(), 2);
    put('-');
    putPadded(date.getDayOfMonth(), 2);
  }

  private void putEra(LocalDate date) {
    if (date.getYear() <= 0) {
      putAsciiText(" BC");
    }
  }

  private CopyText ascii(String value) {
    startValue(value.length());
    putAsciiText(value);
    return this;
  }

  private void putAsciiText(String value) {
    for (int i = 0; i < value.length(); i++) {
      put(value.charAt(i));
    }
  }

  private void putAscii(char c, int index) {
    switch (c) {
      case '\\' -> putEscaped('\\');
      case '\t' -> putEscaped('t');
      case '\n' -> putEscaped('n');
      case '\r' -> putEscaped('r');
      case 0 ->
          throw new IllegalArgumentException(
              "the text holds the character NUL (U+0000) at position "
                  + index
                  + ", which Postgres cannot store");
      default -> put(c);
    }
  }

  private void putEscaped(char c) {
    put('\\');
    put(c);
  }

  private void putCodePoint(int codePoint) {
    put(0xF0 | (codePoint >> 18));
    putContinuation(codePoint >> 12);
    putContinuation(codePoint >> 6);
    putContinuation(codePoint);
  }

  private void putContinuation(int bits) {
    put(0x80 | (bits & 0x3F));
  }

  private static int codePoint(String value, int index) {
    int codePoint = value.codePointAt(index);
    if (!Character.isSupplementaryCodePoint(codePoint)) {
      throw new IllegalArgumentException(
          String.format(
              "the text holds half a surrogate pair (U+%04X) at position %d, which is no character",
              codePoint, index));
    }
    return codePoint;
  }

  private void putNumber(long value) {
    putAsciiText(Long.toString(value));
  }

  private void putPadded(int value, int digits) {
    int rest = value;
    for (int i = size + digits - 1; i >= size; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  private static long micros(Instant value) {
    return Math.addExact(
        Math.multiplyExact(value.getEpochSecond(), MICROS_PER_SECOND),
        value.get(ChronoField.MICRO_OF_SECOND));
  }

  private void startValue(long atMost) {
    ensure(atMost + 1);
    if (inRow) {
      put('\t');
    }
    inRow = true;
  }

  private void put(int value) {
    bytes[size++] = (byte) value;
  }

  private void ensure(long more) {
    if (size + more > bytes.length) {
      long wanted = Math.max(size + more, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8));
      bytes = Arrays.copyOf(bytes, Math.toIntExact(wanted));
    }
  }
}
