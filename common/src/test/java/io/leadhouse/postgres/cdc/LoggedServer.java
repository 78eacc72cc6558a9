package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A Postgres whose log tells changes, unless its settings say otherwise. */
final class LoggedServer implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  private LoggedServer(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  static LoggedServer start(Map<String, String> settings) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("wal_level", "logical")
            .setServerConfig("max_slot_wal_keep_size", "1GB")
            .setServerConfig("max_replication_slots", "40")
            .setServerConfig("max_prepared_transactions", "4");
    settings.forEach(builder::setServerConfig);
    try {
      return new LoggedServer(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PostgresEndpoint endpoint(String database, String user) {
    return new PostgresEndpoint("localhost", postgres.getPort(), database, user, new Secret("any"));
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
