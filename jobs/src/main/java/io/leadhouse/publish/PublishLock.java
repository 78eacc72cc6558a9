package io.leadhouse.publish;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresFailure;
import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;

/** Keeps two processes from publishing into one schema at a time. Ends with its connection. */
final class PublishLock {
  /** The server may notice the end of a process that died a little later than we do. */
  private static final String TAKE =
      "SET lock_timeout = '5s'; SELECT pg_advisory_lock(hashtextextended(%s, 0))";

  /** The connection, and the lock with it, is idle while tables are copied. */
  private static final String STAY_CONNECTED =
      "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'";

  private PublishLock() {}

  /**
   * Does the work while no other process publishes there.
   *
   * @throws LeadhouseException LOCKED when another process does
   */
  static <T> T holding(PostgresSession session, PublishTarget target, PostgresSession.Work<T> work)
      throws SQLException {
    String name = session.literal("leadhouse publish " + target.schema());
    session.execute(STAY_CONNECTED);
    try {
      session.execute(TAKE.formatted(name));
    } catch (SQLException e) {
      if (PostgresFailure.isHeldByOthers(e)) {
        throw new LeadhouseException(
            LeadhouseException.Category.LOCKED,
            "Another process is publishing to " + target + ". Try again when it has ended.",
            e);
      }
      throw e;
    }
    T result = work.run();
    session.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))".formatted(name));
    return result;
  }
}
