package io.leadhouse.config;

import io.leadhouse.postgres.PostgresEndpoint;
import java.util.List;
import java.util.Objects;

/**
 * The Postgres that BI tools read.
 *
 * @param schema the schema that readers see
 * @param readers roles that are let read every published table
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
    List<String> readers,
    Boolean allowSourceDatabase) {
  public PublishConfig {
    port = Objects.requireNonNullElse(port, PostgresEndpoint.DEFAULT_PORT);
    schema = Objects.requireNonNullElse(schema, "analytics");
    readers = List.copyOf(Objects.requireNonNullElse(readers, List.of()));
    allowSourceDatabase = Objects.requireNonNullElse(allowSourceDatabase, false);
  }

  /** The endpoint with its password, from the environment or a file. */
  public PostgresEndpoint endpoint() {
    return new PostgresEndpoint(
        host, port, database, user, Passwords.read("publish", passwordEnv, passwordFile));
  }
}
