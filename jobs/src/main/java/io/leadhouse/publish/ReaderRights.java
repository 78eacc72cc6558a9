package io.leadhouse.publish;

import static io.leadhouse.error.LeadhouseException.configuration;
import static io.leadhouse.postgres.TableName.quote;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What the roles of BI tools may do: enter the schema, and SELECT and REFERENCES on every published
 * table. Without REFERENCES, information_schema.table_constraints hides keys from a role. Rights
 * that a role has already, by whatever way, are not granted again; none is ever taken away.
 */
final class ReaderRights {
  private final PublishTarget target;

  ReaderRights(PublishTarget target) {
    this.target = target;
  }

  private record Entrance(boolean database, boolean schema) {}

  /** A published table that a role may not read. */
  private record Closed(String table, String role) {}

  /**
   * Lets the roles into the schema.
   *
   * @throws LeadhouseException CONFIGURATION when a role does not exist or we may not let it in,
   *     with the statement that does
   */
  void openSchema(PostgresSession session) throws SQLException {
    for (String role : target.readers()) {
      Entrance entrance = entrance(session, role).orElseThrow(() -> missing(role));
      if (!entrance.database()) {
        throw refused(
            role,
            "connect to the database",
            "GRANT CONNECT ON DATABASE %s TO %s"
                .formatted(quote(target.endpoint().database()), quote(role)));
      }
      if (!entrance.schema()) {
        String grant =
            "GRANT USAGE ON SCHEMA %s TO %s".formatted(quote(target.schema()), quote(role));
        session.execute(grant);
        // Whoever may not grant gets a warning from Postgres, no error.
        if (!entrance(session, role).orElseThrow().schema()) {
          throw refused(role, "use the schema " + target.schema(), grant);
        }
      }
    }
  }

  /** Lets the roles read every published table, in the transaction that makes it. */
  void openTables(PostgresSession session) throws SQLException {
    for (Closed closed : closed(session)) {
      session.execute(
          "GRANT SELECT, REFERENCES ON %s TO %s"
              .formatted(target.table(closed.table()).sql(), quote(closed.role())));
    }
  }

  private Optional<Entrance> entrance(PostgresSession session, String role) throws SQLException {
    return session.first(
        """
        SELECT has_database_privilege(oid, current_database(), 'CONNECT'),
               has_schema_privilege(oid, quote_ident(?)::regnamespace, 'USAGE')
        FROM pg_roles WHERE rolname = ?
        """,
        row -> new Entrance(row.getBoolean(1), row.getBoolean(2)),
        target.schema(),
        role);
  }

  private List<Closed> closed(PostgresSession session) throws SQLException {
    return session.query(
        """
        SELECT c.relname, r.rolname
        FROM (SELECT table_name FROM %s UNION ALL VALUES (?)) AS p (table_name)
        JOIN pg_class AS c
            ON c.relname = p.table_name AND c.relnamespace = quote_ident(?)::regnamespace
        JOIN pg_roles AS r ON r.rolname = ANY (?)
        WHERE NOT (has_table_privilege(r.oid, c.oid, 'SELECT')
            AND has_table_privilege(r.oid, c.oid, 'REFERENCES'))
        ORDER BY c.relname, r.rolname
        """
            .formatted(target.table(PublicationLedger.PUBLICATION).sql()),
        row -> new Closed(row.getString(1), row.getString(2)),
        PublicationLedger.PUBLICATION,
        target.schema(),
        target.readers().toArray(String[]::new));
  }

  private LeadhouseException missing(String role) {
    return configuration(
        ("publish.readers names the role %s, which %s does not have. Run as an administrator:"
                + " CREATE ROLE %s LOGIN; and give it a password with \\password, or take it out of"
                + " publish.readers.")
            .formatted(role, target.endpoint(), quote(role)));
  }

  private LeadhouseException refused(String role, String right, String statement) {
    return configuration(
        ("The role %s of publish.readers may not %s, and %s may not allow it. Run as an"
                + " administrator: %s;")
            .formatted(role, right, target.endpoint().user(), statement));
  }
}
