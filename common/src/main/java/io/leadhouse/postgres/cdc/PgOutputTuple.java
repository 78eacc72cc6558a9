package io.leadhouse.postgres.cdc;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Values of a row in a message; made into text only where asked for. */
final class PgOutputTuple {
  private static final int NULL = -1;
  private static final int ELSEWHERE = -2;

  private final byte[] message;
  private final int[] starts;
  private final int[] lengths;

  /**
   * @param starts where each value begins in {@code message}; negative if it is not there
   */
  private PgOutputTuple(byte[] message, int[] starts, int[] lengths) {
    this.message = message;
    this.starts = starts;
    this.lengths = lengths;
  }

  static PgOutputTuple read(PgOutputReader in) {
    int columns = in.int16();
    int[] starts = new int[columns];
    int[] lengths = new int[columns];
    for (int i = 0; i < columns; i++) {
      char kind = in.character();
      switch (kind) {
        case 'n' -> starts[i] = NULL;
        case 'u' -> starts[i] = ELSEWHERE;
        case 't' -> {
          lengths[i] = in.int32();
          starts[i] = in.skip(lengths[i]);
        }
        default -> throw new IllegalStateException("pgoutput: a value of kind '" + kind + "'");
      }
    }
    return new PgOutputTuple(in.bytes(), starts, lengths);
  }

  /** Whether the value is stored outside the row and did not change, so that it was not sent. */
  boolean isElsewhere(int column) {
    return starts[column] == ELSEWHERE;
  }

  /** The value as Postgres writes it; empty if it is NULL or was not sent. */
  Optional<String> text(int column) {
    return starts[column] < 0
        ? Optional.empty()
        : Optional.of(new String(message, starts[column], lengths[column], StandardCharsets.UTF_8));
  }
}
