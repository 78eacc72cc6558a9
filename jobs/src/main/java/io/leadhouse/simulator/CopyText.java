package io.leadhouse.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Rows in the text format of Postgres's COPY: tab between fields, newline after a row, {@code \N}
 * for NULL, backslash before what would be misread. Fields are appended in column order.
 */
final class CopyText {
  private static final byte[] NULL = {'\\', 'N'};
  private static final byte[] INFINITY = "infinity".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOT_A_NUMBER = "NaN".getBytes(StandardCharsets.US_ASCII);
  private static final int SECONDS_PER_DAY = 86_400;

  private byte[] bytes;
  private int length;
  private boolean atRowStart = true;

  CopyText(int initialCapacity) {
    this.bytes = new byte[initialCapacity];
  }

  /** A string; null is NULL. */
  CopyText text(String value) {
    if (value == null) {
      return nothing();
    }
    separate();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        escaped(value.substring(i).getBytes(StandardCharsets.UTF_8));
        return this;
      }
      escaped((byte) c);
    }
    return this;
  }

  CopyText number(long value) {
    separate();
    digits(value);
    return this;
  }

  /** An id; 0 is NULL. */
  CopyText id(long value) {
    return value == 0 ? nothing() : number(value);
  }

  /** Hundredths as a decimal with two places; {@link Fact.DealValue#NOT_A_NUMBER} is NaN. */
  CopyText cents(long value) {
    separate();
    if (value == Fact.DealValue.NOT_A_NUMBER) {
      return raw(NOT_A_NUMBER);
    }
    if (value < 0) {
      put((byte) '-');
    }
    long magnitude = Math.abs(value);
    digits(magnitude / 100);
    put((byte) '.');
    padded((int) (magnitude % 100), 2);
    return this;
  }

  CopyText bool(boolean value) {
    separate();
    put((byte) (value ? 't' : 'f'));
    return this;
  }

  /** An instant in whole seconds, UTC; null is NULL and {@link Instant#MAX} is infinity. */
  CopyText instant(Instant value) {
    if (value == null) {
      return nothing();
    }
    separate();
    if (value.equals(Instant.MAX)) {
      return raw(INFINITY);
    }
    long seconds = value.getEpochSecond();
    putDate(LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY)));
    int second = Math.floorMod(seconds, SECONDS_PER_DAY);
    put((byte) ' ');
    padded(second / 3600, 2);
    put((byte) ':');
    padded(second / 60 % 60, 2);
    put((byte) ':');
    padded(second % 60, 2);
    put((byte) '+');
    padded(0, 2);
    return this;
  }

  CopyText date(LocalDate value) {
    if (value == null) {
      return nothing();
    }
    separate();
    putDate(value);
    return this;
  }

  CopyText nothing() {
    separate();
    return raw(NULL);
  }

  void endRow() {
    put((byte) '\n');
    atRowStart = true;
  }

  int length() {
    return length;
  }

  /** The bytes so far; only the first {@link #length} count. */
  byte[] bytes() {
    return bytes;
  }

  void clear() {
    length = 0;
  }

  private void separate() {
    if (!atRowStart) {
      put((byte) '\t');
    }
    atRowStart = false;
  }

  private void escaped(byte[] utf8) {
    reserve(utf8.length * 2);
    for (byte b : utf8) {
      escaped(b);
    }
  }

  private void escaped(byte b) {
    switch (b) {
      case '\t' -> pair('t');
      case '\n' -> pair('n');
      case '\r' -> pair('r');
      case '\\' -> pair('\\');
      default -> put(b);
    }
  }

  private void pair(char letter) {
    put((byte) '\\');
    put((byte) letter);
  }

  private void putDate(LocalDate day) {
    padded(day.getYear(), 4);
    put((byte) '-');
    padded(day.getMonthValue(), 2);
    put((byte) '-');
    padded(day.getDayOfMonth(), 2);
  }

  private void padded(int value, int width) {
    for (int places = width, bound = 10; places > 1; places--, bound *= 10) {
      if (value < bound) {
        put((byte) '0');
      }
    }
    digits(value);
  }

  private void digits(long value) {
    if (value < 0) {
      put((byte) '-');
    }
    reserve(20);
    int start = length;
    long rest = value;
    do {
      bytes[length++] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    for (int left = start, right = length - 1; left < right; left++, right--) {
      byte swapped = bytes[left];
      bytes[left] = bytes[right];
      bytes[right] = swapped;
    }
  }

  private CopyText raw(byte[] ascii) {
    reserve(ascii.length);
    System.arraycopy(ascii, 0, bytes, length, ascii.length);
    length += ascii.length;
    return this;
  }

  private void put(byte b) {
    if (length == bytes.length) {
      reserve(1);
    }
    bytes[length++] = b;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
