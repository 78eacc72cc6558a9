package io.leadhouse.postgres;

import io.leadhouse.error.LeadhouseException;
import java.sql.SQLException;

/**
 * Which database this really is, whatever host name led to it. A standby is the same database as
 * its primary.
 *
 * @param systemIdentifier the cluster's own number, made by initdb
 * @param database name of the database in that cluster
 */
public record DatabaseIdentity(String systemIdentifier, String database) {
  /**
   * Asks the database; needs no privilege beyond CONNECT.
   *
   * @throws LeadhouseException UNREACHABLE when it cannot be asked
   */
  public static DatabaseIdentity of(PostgresEndpoint endpoint) {
    try (PostgresSession session = PostgresSession.open(endpoint)) {
      return session
          .first(
              "SELECT system_identifier::text, current_database() FROM pg_control_system()",
              row -> new DatabaseIdentity(row.getString(1), row.getString(2)))
          .orElseThrow();
    } catch (SQLException e) {
      throw PostgresFailure.of("Cannot identify the database at " + endpoint, e);
    }
  }
}
