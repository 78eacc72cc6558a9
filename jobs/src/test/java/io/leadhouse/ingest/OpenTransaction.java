package io.leadhouse.ingest;

import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;

/** A transaction that a test leaves open while others work. */
final class OpenTransaction implements AutoCloseable {
  private final PostgresSession session;

  private OpenTransaction(PostgresSession session) {
    this.session = session;
  }

  static OpenTransaction begin(Source source) {
    OpenTransaction opened = new OpenTransaction(PostgresSession.open(source.endpoint()));
    opened.execute("BEGIN");
    return opened;
  }

  void execute(String sql) {
    try {
      session.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void commit() {
    execute("COMMIT");
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
