package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.SessionSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.ReplicationSlotInfo;

/** A connection that may read slots and export the snapshot of a new one. */
final class ReplicationConnection implements AutoCloseable {
  /** Well below wal_sender_timeout, 60 s by default, after which the server hangs up. */
  private static final int STATUS_SECONDS = 10;

  private final Connection connection;

  private ReplicationConnection(Connection connection) {
    this.connection = connection;
  }

  static ReplicationConnection open(PostgresEndpoint endpoint) throws SQLException {
    Properties properties = endpoint.properties();
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    Connection connection = DriverManager.getConnection(endpoint.url(), properties);
    try {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      // Keys are written as this session writes values.
      execute(connection, String.join("; ", SessionSettings.statements(version)));
      return new ReplicationConnection(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Makes a slot that tells what commits from now on, and exports the snapshot of what has
   * committed. The snapshot is there until this connection does something else or is closed.
   *
   * @param patience how long to wait for each transaction that is open now, as the server has to
   */
  ReplicationSlotInfo createSlot(CaptureName name, Duration patience) throws SQLException {
    execute(connection, "SET lock_timeout = " + patience.toMillis());
    return driver()
        .getReplicationAPI()
        .createReplicationSlot()
        .logical()
        .withSlotName(name.text())
        .withOutputPlugin(ReplicationSlot.PLUGIN)
        .make();
  }

  /** What the slot has not confirmed, oldest commit first. Reading it confirms nothing. */
  PGReplicationStream read(CaptureName name) throws SQLException {
    return driver()
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(name.text())
        .withStartPosition(LogSequenceNumber.INVALID_LSN)
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", name.text())
        .withSlotOption("messages", true)
        .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
        // Else the driver confirms by itself the positions of the server's signs of life.
        .withAutomaticFlush(false)
        .start();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private PGConnection driver() throws SQLException {
    return connection.unwrap(PGConnection.class);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
