package io.leadhouse.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One running {@code COPY … FROM STDIN} in text format, in constant memory. Append the values of a
 * row to {@link #values}, then call {@link #endRow}; {@link #finish} ends the COPY. Closing without
 * it makes Postgres forget the rows. Commit and rollback are the caller's.
 */
public final class CopyWriter implements AutoCloseable {
  private static final int FLUSH_BYTES = 1 << 16;

  private final CopyText values = new CopyText();
  private final CopyIn copy;

  /**
   * Starts a COPY.
   *
   * @param sql {@code COPY table (columns) FROM STDIN}, identifiers quoted
   */
  public CopyWriter(Connection connection, String sql) throws SQLException {
    copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
  }

  /** Where the values of the next row go. */
  public CopyText values() {
    return values;
  }

  /** Ends the row that was appended to {@link #values}. */
  public void endRow() throws SQLException {
    values.endRow();
    if (values.size() >= FLUSH_BYTES) {
      values.drainTo(copy);
    }
  }

  /**
   * Ends the COPY.
   *
   * @return rows written
   */
  public long finish() throws SQLException {
    values.drainTo(copy);
    return copy.endCopy();
  }

  /** Cancels a COPY that was not finished. */
  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
