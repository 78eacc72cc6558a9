package io.leadhouse.postgres;

import io.leadhouse.concurrent.DaemonThreads;
import io.leadhouse.error.LeadhouseException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One state of a source database that any number of sessions can read, for as long as this object
 * is open. It holds a REPEATABLE READ, READ ONLY transaction and pings it, so that neither the
 * server nor a firewall takes it for idle. The connection should reach the server itself: a pooler
 * may end or share it.
 */
public final class ExportedSnapshot implements AutoCloseable {
  private static final Duration PING_INTERVAL = Duration.ofSeconds(15);
  private static final String ISOLATION = "ISOLATION LEVEL REPEATABLE READ READ ONLY";

  /** The control file tells it too, but after a promotion only from the next checkpoint on. */
  private static final String TIMELINE =
      "SELECT CASE WHEN pg_is_in_recovery()"
          + " THEN (SELECT lpad(upper(to_hex(timeline_id)), 8, '0') FROM pg_control_checkpoint())"
          + " ELSE left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END";

  private final PostgresEndpoint endpoint;
  private final PostgresSession holder;
  private final boolean beginsSlot;
  private final String settings;
  private final String id;
  private final SourcePosition position;
  private final AtomicReference<SQLException> lost = new AtomicReference<>();
  private final ScheduledExecutorService pings;

  private ExportedSnapshot(
      PostgresEndpoint endpoint,
      PostgresSession holder,
      Optional<String> imported,
      Duration maximumAge)
      throws SQLException {
    this.endpoint = endpoint;
    this.holder = holder;
    this.beginsSlot = imported.isPresent();
    this.settings = String.join("; ", SessionSettings.statements(supportedVersion()));
    String moment = imported.map(ExportedSnapshot::importing).orElse("");
    holder.execute("BEGIN " + ISOLATION + "; " + moment + settings);
    this.id = text("SELECT pg_export_snapshot()");
    this.position =
        new SourcePosition(
            readable("SELECT system_identifier::text FROM pg_control_system()"),
            readable(TIMELINE),
            text("SELECT current_database()::text"),
            text("SELECT pg_current_snapshot()::text"),
            readable(
                "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
                    + " ELSE pg_current_wal_lsn() END::text"),
            holder
                .first(
                    "SELECT (extract(epoch FROM now()) * 1000000)::int8",
                    row -> Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS))
                .orElseThrow());
    this.pings =
        Executors.newSingleThreadScheduledExecutor(new DaemonThreads("leadhouse-snapshot"));
    long interval = PING_INTERVAL.toMillis();
    var unusedPings =
        pings.scheduleWithFixedDelay(this::ping, interval, interval, TimeUnit.MILLISECONDS);
    var unusedEnd =
        pings.schedule(() -> letGo(maximumAge), maximumAge.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the snapshot.
   *
   * @param maximumAge after which the snapshot is let go, because an old one keeps the source from
   *     cleaning up
   * @throws LeadhouseException UNREACHABLE when the database cannot be reached or refuses us,
   *     CONFIGURATION when it is too old
   */
  public static ExportedSnapshot open(PostgresEndpoint endpoint, Duration maximumAge) {
    return open(endpoint, Optional.empty(), maximumAge);
  }

  /**
   * Takes over the snapshot of a new replication slot from the session that made it, which may end
   * afterwards.
   *
   * @param id the name under which it was exported
   * @param maximumAge as of {@link #open(PostgresEndpoint, Duration)}
   * @throws LeadhouseException UNREACHABLE when that snapshot is gone
   */
  public static ExportedSnapshot takeOver(
      PostgresEndpoint endpoint, String id, Duration maximumAge) {
    return open(endpoint, Optional.of(id), maximumAge);
  }

  private static ExportedSnapshot open(
      PostgresEndpoint endpoint, Optional<String> imported, Duration maximumAge) {
    PostgresSession session = PostgresSession.open(endpoint);
    try {
      return new ExportedSnapshot(endpoint, session, imported, maximumAge);
    } catch (SQLException e) {
      closeAfter(e, session);
      throw SourceFailure.of(endpoint, "take a snapshot of the source", e);
    } catch (RuntimeException e) {
      closeAfter(e, session);
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

  /** Whether it is the snapshot after which a new replication slot tells changes. */
  public boolean beginsSlot() {
    return beginsSlot;
  }

  /** What it sees; to be kept with the rows read in it. */
  public SourcePosition position() {
    return position;
  }

  /** Statements, in one text, by which a transaction that has done nothing yet joins in. */
  public String joinStatement() {
    return "SET TRANSACTION " + ISOLATION + "; " + importing(id) + settings;
  }

  /**
   * A further session that sees this snapshot; the caller closes it.
   *
   * @throws LeadhouseException UNREACHABLE when the snapshot is gone
   */
  public PostgresSession join() {
    requireHeld();
    PostgresSession session = PostgresSession.open(endpoint);
    try {
      session.execute("BEGIN; " + joinStatement());
      return session;
    } catch (SQLException e) {
      closeAfter(e, session);
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
    closeHolder();
  }

  /** The session that holds it, for questions about the catalog. */
  PostgresSession holder() {
    return holder;
  }

  private static String importing(String id) {
    return "SET TRANSACTION SNAPSHOT " + SqlText.literal(id) + "; ";
  }

  private int supportedVersion() throws SQLException {
    int version = Integer.parseInt(text("SHOW server_version_num")) / 10_000;
    if (version < SessionSettings.OLDEST_MAJOR_VERSION) {
      throw LeadhouseException.configuration(
          "The source at "
              + endpoint
              + " is Postgres "
              + version
              + "; "
              + SessionSettings.OLDEST_MAJOR_VERSION
              + " or newer is needed.");
    }
    return version;
  }

  private void ping() {
    if (lost.get() == null) {
      try {
        holder.execute("SELECT 1");
      } catch (SQLException e) {
        lost.compareAndSet(null, e);
      }
    }
  }

  private void letGo(Duration maximumAge) {
    lost.compareAndSet(
        null,
        new SQLException(
            "it reached its maximum age of "
                + maximumAge
                + ", at which it is let go to protect the source"));
    closeHolder();
  }

  private void closeHolder() {
    try {
      holder.close();
    } catch (SQLException e) {
      lost.compareAndSet(null, e);
    }
  }

  private String text(String query) throws SQLException {
    return holder.first(query, row -> row.getString(1)).orElseThrow();
  }

  /** The value, or nothing where the server or its provider does not let us ask. */
  private Optional<String> readable(String query) throws SQLException {
    holder.execute("SAVEPOINT readable");
    try {
      return Optional.of(text(query));
    } catch (SQLException e) {
      holder.execute("ROLLBACK TO SAVEPOINT readable");
      return Optional.empty();
    }
  }

  private static void closeAfter(Exception failure, PostgresSession session) {
    try {
      session.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
