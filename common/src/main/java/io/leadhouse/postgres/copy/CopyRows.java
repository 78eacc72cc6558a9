package io.leadhouse.postgres.copy;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a running {@code COPY … TO STDOUT (FORMAT binary)}, one at a time. The server sends a
 * row per message, but the protocol does not promise it, so rows may lie across messages in any
 * way. Memory: the longest row.
 */
final class CopyRows {
  /** Signature of eleven bytes, flags, and the length of an extension that we skip. */
  private static final int HEADER_BYTES = 19;

  private static final int END = -1;

  private final CopyOut copy;
  private final int[] offsets;
  private final int[] lengths;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private int rowStart;
  private boolean begun;

  CopyRows(CopyOut copy, int columns) {
    this.copy = copy;
    this.offsets = new int[columns];
    this.lengths = new int[columns];
  }

  /** Goes to the next row; false after the last. */
  boolean next() throws SQLException {
    if (!begun) {
      skipHeader();
      begun = true;
    }
    rowStart = bytes.position();
    require(Short.BYTES);
    int fields = bytes.getShort();
    if (fields == END) {
      readToTheEnd();
      return false;
    }
    if (fields != offsets.length) {
      throw new IllegalStateException(
          "A row has %d values where %d were asked for".formatted(fields, offsets.length));
    }
    for (int i = 0; i < fields; i++) {
      require(Integer.BYTES);
      lengths[i] = bytes.getInt();
      int length = Math.max(0, lengths[i]);
      require(length);
      offsets[i] = bytes.position() - rowStart;
      bytes.position(bytes.position() + length);
    }
    return true;
  }

  /** Whether a value of the row is NULL. */
  boolean isNull(int column) {
    return lengths[column] < 0;
  }

  /** Where a value of the row starts in {@link #bytes}. */
  int offset(int column) {
    return rowStart + offsets[column];
  }

  /** Bytes of a value of the row. */
  int length(int column) {
    return lengths[column];
  }

  /** What holds the row's values, big-endian, until the next row. */
  ByteBuffer bytes() {
    return bytes;
  }

  private void skipHeader() throws SQLException {
    require(HEADER_BYTES);
    bytes.position(bytes.position() + HEADER_BYTES - Integer.BYTES);
    int extension = bytes.getInt();
    require(extension);
    bytes.position(bytes.position() + extension);
  }

  /** Makes sure that so many bytes follow, keeping what there is of the row. */
  private void require(int more) throws SQLException {
    while (bytes.remaining() < more) {
      byte[] message = copy.readFromCopy();
      if (message == null) {
        throw new IllegalStateException("The server ended the COPY in the middle of a row");
      }
      int read = bytes.position() - rowStart;
      int kept = bytes.limit() - rowStart;
      if (kept == 0) {
        bytes = ByteBuffer.wrap(message);
      } else {
        bytes =
            ByteBuffer.allocate(kept + message.length)
                .put(bytes.array(), rowStart, kept)
                .put(message)
                .flip();
      }
      rowStart = 0;
      bytes.position(read);
    }
  }

  private void readToTheEnd() throws SQLException {
    while (copy.readFromCopy() != null) {
      // Nothing follows the trailer; the server's last words have to be heard all the same.
    }
  }
}
