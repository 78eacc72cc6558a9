package io.leadhouse.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** One connection and what is done with it. Failures stay SQLExceptions: see PostgresFailure. */
public final class PostgresSession implements AutoCloseable {
  private final Connection connection;

  private PostgresSession(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens a connection that commits each statement.
   *
   * @throws io.leadhouse.error.LeadhouseException UNREACHABLE, naming host, port, user and cause
   */
  public static PostgresSession open(PostgresEndpoint endpoint) {
    return new PostgresSession(endpoint.connect());
  }

  /** Makes a value of the current row. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws SQLException;
  }

  /** Runs statements that take no values. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows that the statement wrote. */
  public long update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeLargeUpdate();
    }
  }

  /** The rows of a query; only for results that fit in memory. */
  public <T> List<T> query(String sql, RowReader<T> reader, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reader.read(rows));
      }
      return found;
    }
  }

  /** The first row of a query, or nothing. */
  public <T> Optional<T> first(String sql, RowReader<T> reader, Object... values)
      throws SQLException {
    return query(sql, reader, values).stream().findFirst();
  }

  /** Starts a COPY into a table: {@code COPY table (columns) FROM STDIN}. */
  public CopyWriter copyInto(String sql) throws SQLException {
    return new CopyWriter(connection, sql);
  }

  /** Starts a COPY out of a query: {@code COPY (SELECT …) TO STDOUT (FORMAT …)}. */
  public CopyOut copyOut(String sql) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
  }

  /** The text as an SQL literal, for statements that take no bound values (COMMENT). */
  public String literal(String text) throws SQLException {
    return "'" + connection.unwrap(PGConnection.class).escapeLiteral(text) + "'";
  }

  /** Does all of the work or none of it. */
  public <T> T inTransaction(Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.run();
      connection.commit();
      return result;
    } catch (Throwable e) {
      // Also after an Error: turning auto-commit on again would commit half of the work.
      rollbackAfter(e);
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void rollbackAfter(Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
