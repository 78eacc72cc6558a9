package io.leadhouse.postgres;

import io.leadhouse.error.LeadhouseException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A transaction that never waits long for a lock, because whoever comes after a waiting ALTER waits
 * behind it: it gives up after the lock timeout, rolls back, lets the others through and runs
 * again, until its patience ends.
 *
 * @param lockTimeout longest wait for one lock
 * @param patience how long to go on trying, counted from the first try
 */
public record ShortTransaction(Duration lockTimeout, Duration patience) {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** 50 ms per lock, for a minute. */
  public static ShortTransaction standard() {
    return new ShortTransaction(Duration.ofMillis(50), Duration.ofMinutes(1));
  }

  /**
   * Does the work once, all of it or nothing.
   *
   * @param work may run several times; every try starts from the same state
   * @throws SQLException the last failure when patience ends (see {@link
   *     PostgresFailure#isHeldByOthers}), any other failure at once
   */
  public <T> T run(PostgresSession session, PostgresSession.Work<T> work) throws SQLException {
    long deadline = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return session.inTransaction(
            () -> {
              session.execute("SET LOCAL lock_timeout = " + lockTimeout.toMillis());
              return work.run();
            });
      } catch (SQLException e) {
        if (!PostgresFailure.isHeldByOthers(e) || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
      sleep(pause);
      pause = longer(pause);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LeadhouseException.unreachable("Interrupted while waiting for locks.", e);
    }
  }
}
