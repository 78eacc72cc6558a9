package io.leadhouse.doctor;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.config.PublishConfig;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresFailure;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import io.leadhouse.publish.PublishTarget;
import io.leadhouse.publish.SourceDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether the target can be published to. */
final class TargetCheck {
  /** Schemas that are not there, or in which we may not make tables. */
  private static final String SCHEMAS =
      """
      SELECT wanted.name,
             s.oid IS NULL AS absent,
             has_database_privilege(current_database(), 'CREATE') AS creatable,
             coalesce(
                 has_schema_privilege(s.oid, 'USAGE') AND has_schema_privilege(s.oid, 'CREATE'),
                 FALSE
             ) AS usable
      FROM unnest(?::text[]) AS wanted (name)
      LEFT JOIN pg_namespace AS s ON s.nspname = wanted.name
      """;

  private static final String READERS =
      "SELECT name FROM unnest(?::text[]) AS r (name)"
          + " WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r.name)";

  private TargetCheck() {}

  static List<Finding> findings(LeadhouseConfig config) {
    List<Finding> findings = new ArrayList<>();
    if (config.publish().isEmpty()) {
      return List.of(Finding.ok("target", "none; leadhouse.yml has no section `publish`"));
    }
    PublishConfig publish = config.publish().get();
    try {
      PostgresEndpoint endpoint = publish.endpoint();
      examine(endpoint, publish, findings);
      findings.add(otherDatabase(config, publish, endpoint));
    } catch (LeadhouseException e) {
      findings.add(Finding.fail("target: connection", e));
    }
    return findings;
  }

  private static void examine(
      PostgresEndpoint endpoint, PublishConfig publish, List<Finding> findings) {
    try (PostgresSession session = PostgresSession.open(endpoint)) {
      boolean readOnly =
          session
              .first(
                  "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool",
                  row -> row.getBoolean(1))
              .orElseThrow();
      findings.add(
          readOnly
              ? Finding.fail(
                  "target: connection",
                  endpoint + " is a standby, or takes no writes by default",
                  "name the primary under `publish:`; or run there: ALTER ROLE %s SET default_transaction_read_only = off;"
                      .formatted(TableName.quote(endpoint.user())))
              : Finding.ok("target: connection", endpoint.toString()));
      findings.addAll(schemas(session, endpoint, publish.schema()));
      findings.add(readers(session, publish));
    } catch (SQLException e) {
      throw PostgresFailure.of("Cannot examine the target at " + endpoint, e);
    }
  }

  private static List<Finding> schemas(
      PostgresSession session, PostgresEndpoint endpoint, String schema) throws SQLException {
    String role = TableName.quote(endpoint.user());
    Object names = new String[] {schema, schema + "_load"};
    return session.query(
        SCHEMAS,
        row -> {
          String name = row.getString("name");
          String subject = "target: schema " + name;
          if (row.getBoolean("absent")) {
            return row.getBoolean("creatable")
                ? Finding.ok(subject, "not there; the first run creates it")
                : Finding.fail(
                    subject,
                    "not there, and " + endpoint.user() + " may not create it",
                    "run there: CREATE SCHEMA %s AUTHORIZATION %s;"
                        .formatted(TableName.quote(name), role));
          }
          return row.getBoolean("usable")
              ? Finding.ok(subject, "there, and ours to write")
              : Finding.fail(
                  subject,
                  endpoint.user() + " may not create tables in it",
                  "run there: GRANT USAGE, CREATE ON SCHEMA %s TO %s;"
                      .formatted(TableName.quote(name), role));
        },
        names);
  }

  private static Finding readers(PostgresSession session, PublishConfig publish)
      throws SQLException {
    Object names = publish.readers().toArray(String[]::new);
    List<String> missing = session.query(READERS, row -> row.getString(1), names);
    return missing.isEmpty()
        ? Finding.ok("target: readers", publish.readers().size() + " named, all there")
        : Finding.fail(
            "target: readers",
            "no role " + String.join(", ", missing),
            "run there: "
                + String.join(
                    " ",
                    missing.stream()
                        .map(name -> "CREATE ROLE " + TableName.quote(name) + " LOGIN;")
                        .toList()));
  }

  private static Finding otherDatabase(
      LeadhouseConfig config, PublishConfig publish, PostgresEndpoint endpoint) {
    String subject = "target: database";
    if (publish.allowSourceDatabase()) {
      return Finding.ok(subject, "may be the source's: allow_source_database is set");
    }
    try {
      SourceDatabase.refuseAsTarget(
          config.source().endpoint(),
          new PublishTarget(endpoint, publish.schema(), publish.readers()));
      return Finding.ok(subject, "not the source's");
    } catch (LeadhouseException e) {
      return Finding.fail(subject, e);
    }
  }
}
