package io.leadhouse.bench;

import io.leadhouse.postgres.PostgresEndpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** The limit of any reader: COPY in binary form to a client that throws it away. */
final class DiscardedCopy {
  private DiscardedCopy() {}

  /**
   * Reads engagements.
   *
   * @param step what the measurement is called
   */
  static Measurement measure(PostgresEndpoint source, String step)
      throws SQLException, IOException {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      long rows;
      try (ResultSet count = statement.executeQuery("SELECT count(*) FROM engagements")) {
        count.next();
        rows = count.getLong(1);
      }
      long start = System.nanoTime();
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY engagements TO STDOUT (FORMAT binary)", OutputStream.nullOutputStream());
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Measurement(step, "copy", rows, seconds, null);
    }
  }
}
