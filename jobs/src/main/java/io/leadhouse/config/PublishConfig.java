package io.leadhouse.config;

import io.leadhouse.postgres.PostgresEndpoint;
import java.util.Objects;

/**
 * The Postgres that BI tools read.
 *
 * @param schema the schema that readers see
 * @param allowSourceDatabase whether it may be the source database itself
 */
public record PublishConfig(
    String host,
    Integer port,
    String database,
    String user,
    String passwordEnv,
    String passwordFile,
    String schema,
    Boolean allowSourceDatabase) {
  public PublishConfig {
    port = Objects.requireNonNullElse(port, PostgresEndpoint.DEFAULT_PORT);
    schema = Objects.requireNonNullElse(schema, "analytics");
    allowSourceDatabase = Objects.requireNonNullElse(allowSourceDatabase, false);
  }

  /** The endpoint with its password, from the environment or a file. */
  public PostgresEndpoint endpoint() {
    return new PostgresEndpoint(
        host, port, database, user, Passwords.read("publish", passwordEnv, passwordFile));
  }
}
