package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.cdc.PgOutputMessage.Text;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Consumer;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** The part of the log that a slot keeps. */
final class CaptureLog {
  private static final String PREFIX = "leadhouse";

  private final PostgresEndpoint endpoint;
  private final CaptureName name;

  CaptureLog(PostgresEndpoint endpoint, CaptureName name) {
    this.endpoint = endpoint;
    this.name = name;
  }

  /**
   * Reads what committed from the slot's confirmed position until now. The end is marked by a
   * message of our own: whatever committed before it comes before it, and its commit writes out
   * what others have committed without waiting for the disk.
   *
   * @return the mark's position; all that commits later ends after it
   */
  LogSequenceNumber readUntilNow(PostgresSession session, Consumer<PgOutputMessage> consumer)
      throws SQLException {
    String mark = UUID.randomUUID().toString();
    LogSequenceNumber position = emit(session, mark);
    try (ReplicationConnection connection = ReplicationConnection.open(endpoint);
        PGReplicationStream stream = connection.read(name)) {
      PgOutputMessage message = decoded(stream.read());
      while (!(message instanceof Text text && text.content().equals(mark))) {
        consumer.accept(message);
        message = decoded(stream.read());
      }
    }
    return position;
  }

  private static LogSequenceNumber emit(PostgresSession session, String mark) throws SQLException {
    return session.inTransaction(
        () -> {
          session.execute("SET LOCAL synchronous_commit = local");
          return session
              .first(
                  "SELECT pg_logical_emit_message(TRUE, ?, ?)::text",
                  row -> LogSequenceNumber.valueOf(row.getString(1)),
                  PREFIX,
                  mark)
              .orElseThrow();
        });
  }

  private static PgOutputMessage decoded(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    return PgOutputDecoder.decode(bytes);
  }
}
