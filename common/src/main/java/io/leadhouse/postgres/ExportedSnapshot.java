package io.leadhouse.postgres;

import io.leadhouse.error.LeadhouseException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One state of a source database that any number of sessions can read, for as long as this object
 * is open. It holds a REPEATABLE READ, READ ONLY transaction and pings it, so that neither the
 * server nor a firewall takes it for idle. The connection must reach the server itself: a pooler in
 * transaction mode is fine while the transaction lives, one in statement mode is not.
 */
public final class ExportedSnapshot implements AutoCloseable {
  private static final Duration PING_INTERVAL = Duration.ofSeconds(15);
  private static final int PING_TIMEOUT_SECONDS = 30;

  private final PostgresEndpoint endpoint;
  private final Connection holder;
  private final int majorVersion;
  private final String id;
  private final SourcePosition position;
  private final AtomicReference<SQLException> lost = new AtomicReference<>();
  private final ScheduledExecutorService pings;

  private ExportedSnapshot(PostgresEndpoint endpoint, Connection holder, Duration maximumAge)
      throws SQLException {
    this.endpoint = endpoint;
    this.holder = holder;
    this.majorVersion = holder.getMetaData().getDatabaseMajorVersion();
    requireSupportedVersion();
    holder.setAutoCommit(false);
    execute(holder, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    for (String setting : SessionSettings.statements(majorVersion)) {
      execute(holder, setting);
    }
    this.id = text("SELECT pg_export_snapshot()");
    this.position =
        new SourcePosition(
            readable("SELECT system_identifier::text FROM pg_control_system()"),
            text("SELECT current_database()::text"),
            text("SELECT pg_current_snapshot()::text"),
            readable(
                "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
                    + " ELSE pg_current_wal_lsn() END::text"));
    this.pings = Executors.newSingleThreadScheduledExecutor(ExportedSnapshot::pingThread);
    long interval = PING_INTERVAL.toMillis();
    var unusedPings =
        pings.scheduleWithFixedDelay(this::ping, interval, interval, TimeUnit.MILLISECONDS);
    var unusedEnd =
        pings.schedule(
            () -> letGo(maximumAge), Math.max(1, maximumAge.toMillis()), TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the snapshot.
   *
   * @param maximumAge after which the snapshot is let go, because an old one keeps the source from
   *     cleaning up
   * @throws LeadhouseException UNREACHABLE when the database cannot be reached or refuses us
   */
  public static ExportedSnapshot open(PostgresEndpoint endpoint, Duration maximumAge) {
    Connection connection = endpoint.connect();
    try {
      return new ExportedSnapshot(endpoint, connection, maximumAge);
    } catch (SQLException e) {
      closeAfter(e, connection);
      throw SourceFailure.of(endpoint, "take a snapshot of the source", e);
    } catch (RuntimeException e) {
      closeAfter(e, connection);
      throw e;
    }
  }

  /** The name under which other sessions import it. */
  public String id() {
    return id;
  }

  public PostgresEndpoint endpoint() {
    return endpoint;
  }

  /** What it sees; to be kept with the rows read in it. */
  public SourcePosition position() {
    return position;
  }

  /** Statements, in one text, by which a session that is in no transaction yet joins in. */
  public String joinStatement() {
    return "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '"
        + id
        + "'; "
        + String.join("; ", SessionSettings.statements(majorVersion));
  }

  /**
   * A further session that sees this snapshot; the caller closes it.
   *
   * @throws LeadhouseException UNREACHABLE when the snapshot is gone
   */
  public Connection join() {
    requireHeld();
    Connection connection = endpoint.connect();
    try {
      connection.setAutoCommit(false);
      execute(connection, joinStatement());
      return connection;
    } catch (SQLException e) {
      closeAfter(e, connection);
      throw SourceFailure.of(endpoint, "join the snapshot " + id, e);
    }
  }

  /**
   * Makes sure, by asking the server, that the snapshot still exists.
   *
   * @throws LeadhouseException UNREACHABLE when it does not
   */
  public void requireHeld() {
    ping();
    SQLException failure = lost.get();
    if (failure != null) {
      throw LeadhouseException.unreachable(
          "The snapshot of the source at "
              + endpoint
              + " was lost: "
              + SourceFailure.reason(failure)
              + ". What was read in it is not used; run again.",
          failure);
    }
  }

  @Override
  public void close() {
    pings.shutdownNow();
    closeQuietly();
  }

  Connection holder() {
    return holder;
  }

  private void requireSupportedVersion() {
    if (majorVersion < SessionSettings.OLDEST_MAJOR_VERSION) {
      throw LeadhouseException.configuration(
          "The source at "
              + endpoint
              + " is Postgres "
              + majorVersion
              + "; "
              + SessionSettings.OLDEST_MAJOR_VERSION
              + " or newer is needed.");
    }
  }

  private void ping() {
    if (lost.get() != null) {
      return;
    }
    try (Statement statement = holder.createStatement()) {
      statement.setQueryTimeout(PING_TIMEOUT_SECONDS);
      statement.execute("SELECT 1");
    } catch (SQLException e) {
      lost.compareAndSet(null, e);
    }
  }

  private void letGo(Duration maximumAge) {
    lost.compareAndSet(
        null,
        new SQLException(
            "it was held for its maximum age of "
                + maximumAge.toMinutes()
                + " minutes, after which it is let go to protect the source"));
    closeQuietly();
  }

  private void closeQuietly() {
    try {
      holder.close();
    } catch (SQLException e) {
      lost.compareAndSet(null, e);
    }
  }

  private String text(String query) throws SQLException {
    try (Statement statement = holder.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  /** The value, or nothing where the server or its provider does not let us ask. */
  private Optional<String> readable(String query) throws SQLException {
    Savepoint before = holder.setSavepoint();
    try {
      return Optional.ofNullable(text(query));
    } catch (SQLException e) {
      holder.rollback(before);
      return Optional.empty();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void closeAfter(Exception failure, Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private static Thread pingThread(Runnable task) {
    Thread thread = new Thread(task, "leadhouse-snapshot");
    thread.setDaemon(true);
    return thread;
  }
}
