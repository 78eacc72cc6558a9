package io.leadhouse.bench;

import java.time.Duration;
import java.time.Instant;

/**
 * A step as a worker process tells it, one line of text: how a process of its own, with its own
 * memory, is measured from outside.
 */
record WorkerStep(String step, long rows, Instant started, Instant finished) {
  private static final String MARK = "BENCH";
  private static final String SEPARATOR = "\t";

  /** A step that ends now and took {@code seconds}. */
  static WorkerStep endingNow(String step, long rows, double seconds) {
    Instant now = Instant.now();
    return new WorkerStep(step, rows, now.minusNanos((long) (seconds * 1e9)), now);
  }

  static boolean isIn(String line) {
    return line.startsWith(MARK + SEPARATOR);
  }

  static WorkerStep parse(String line) {
    String[] parts = line.split(SEPARATOR, -1);
    return new WorkerStep(
        parts[1], Long.parseLong(parts[2]), Instant.parse(parts[3]), Instant.parse(parts[4]));
  }

  String line() {
    return String.join(
        SEPARATOR, MARK, step, Long.toString(rows), started.toString(), finished.toString());
  }

  double seconds() {
    return Duration.between(started, finished).toNanos() / 1e9;
  }
}
