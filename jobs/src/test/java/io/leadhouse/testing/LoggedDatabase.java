package io.leadhouse.testing;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** The module's one Postgres whose log tells changes. */
public final class LoggedDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private LoggedDatabase() {}

  private static final class Holder {
    private static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("wal_level", "logical")
            .setServerConfig("max_slot_wal_keep_size", "1GB")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A new, empty database. */
  public static PostgresEndpoint fresh(String purpose) {
    String name = purpose + "_logged_" + NUMBER.incrementAndGet();
    try (PostgresSession session = PostgresSession.open(endpoint("postgres"))) {
      session.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return endpoint(name);
  }

  private static PostgresEndpoint endpoint(String database) {
    return new PostgresEndpoint(
        "localhost", Holder.SERVER.getPort(), database, "postgres", new Secret(""));
  }
}
