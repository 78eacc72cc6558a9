package io.leadhouse.postgres.cdc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the pieces of one message, in order. */
final class PgOutputReader {
  private final byte[] bytes;
  private final ByteBuffer rest;

  PgOutputReader(byte[] bytes) {
    this.bytes = bytes;
    this.rest = ByteBuffer.wrap(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  char character() {
    return (char) rest.get();
  }

  int int8() {
    return rest.get();
  }

  int int16() {
    return rest.getShort();
  }

  int int32() {
    return rest.getInt();
  }

  long int64() {
    return rest.getLong();
  }

  /** Text that ends with a zero byte. */
  String string() {
    int start = rest.position();
    while (rest.get() != 0) {
      // on to its end
    }
    return new String(bytes, start, rest.position() - 1 - start, StandardCharsets.UTF_8);
  }

  /** Text of a known length in bytes. */
  String string(int length) {
    return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
  }

  /** Where the skipped bytes begin. */
  int skip(int length) {
    int start = rest.position();
    rest.position(start + length);
    return start;
  }
}
