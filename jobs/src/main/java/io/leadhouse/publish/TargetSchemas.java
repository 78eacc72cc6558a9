package io.leadhouse.publish;

import static io.leadhouse.error.LeadhouseException.configuration;
import static io.leadhouse.postgres.TableName.quote;

import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The two schemas, made where they are missing, with what we need to be allowed in them. */
final class TargetSchemas {
  private final PublishTarget target;

  TargetSchemas(PublishTarget target) {
    this.target = target;
  }

  private record Rights(String owner, boolean suffice) {}

  /**
   * Makes sure of both schemas.
   *
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION with the statement that grants what
   *     is missing
   */
  void create(PostgresSession session) throws SQLException {
    for (String schema : List.of(target.schema(), target.loadSchema())) {
      Optional<Rights> rights =
          session.first(
              """
              SELECT pg_get_userbyid(nspowner),
                     has_schema_privilege(oid, 'USAGE') AND has_schema_privilege(oid, 'CREATE')
              FROM pg_namespace WHERE nspname = ?
              """,
              row -> new Rights(row.getString(1), row.getBoolean(2)),
              schema);
      if (rights.isEmpty()) {
        create(session, schema);
      } else if (!rights.get().suffice()) {
        throw configuration(
            ("The schema %s at %s belongs to the role %s, and we may not create tables in it. Run"
                    + " as an administrator: GRANT USAGE, CREATE ON SCHEMA %s TO %s;")
                .formatted(
                    schema,
                    target.endpoint(),
                    rights.get().owner(),
                    quote(schema),
                    quote(target.endpoint().user())));
      }
    }
  }

  private void create(PostgresSession session, String schema) throws SQLException {
    boolean allowed =
        session
            .first(
                "SELECT has_database_privilege(current_database(), 'CREATE')",
                row -> row.getBoolean(1))
            .orElseThrow();
    if (!allowed) {
      throw configuration(
          ("There is no schema %s at %s, and we may not create it. Run as an administrator:"
                  + " CREATE SCHEMA %s AUTHORIZATION %s; CREATE SCHEMA %s AUTHORIZATION %s;")
              .formatted(
                  schema,
                  target.endpoint(),
                  quote(target.schema()),
                  quote(target.endpoint().user()),
                  quote(target.loadSchema()),
                  quote(target.endpoint().user())));
    }
    session.execute("CREATE SCHEMA IF NOT EXISTS " + quote(schema));
  }
}
