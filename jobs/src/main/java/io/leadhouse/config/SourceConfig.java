package io.leadhouse.config;

import io.leadhouse.postgres.PostgresEndpoint;
import java.util.Objects;

/**
 * The Postgres that is read.
 *
 * @param pack the source pack below sql/sources that knows its tables
 */
public record SourceConfig(
    String pack,
    String host,
    Integer port,
    String database,
    String user,
    String passwordEnv,
    String passwordFile) {
  public SourceConfig {
    pack = Objects.requireNonNullElse(pack, "crm");
    port = Objects.requireNonNullElse(port, PostgresEndpoint.DEFAULT_PORT);
  }

  /** The endpoint with its password, from the environment or a file. */
  public PostgresEndpoint endpoint() {
    return new PostgresEndpoint(
        host, port, database, user, Passwords.read("source", passwordEnv, passwordFile));
  }

  SourceConfig withPack(String other) {
    return new SourceConfig(other, host, port, database, user, passwordEnv, passwordFile);
  }
}
