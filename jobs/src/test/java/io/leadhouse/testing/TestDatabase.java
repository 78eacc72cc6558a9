package io.leadhouse.testing;

import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** The module's one Postgres 17; every test takes databases of its own from it. */
public final class TestDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private TestDatabase() {}

  private static final class Holder {
    private static final EmbeddedDatabase SERVER = start();

    private static EmbeddedDatabase start() {
      try {
        return EmbeddedDatabase.start(Files.createTempDirectory("leadhouse-test-postgres"), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A new, empty database. */
  public static PostgresEndpoint fresh(String purpose) {
    return Holder.SERVER.database(purpose + "_" + NUMBER.incrementAndGet());
  }

  /** A copy of a database that nobody is connected to. */
  public static PostgresEndpoint copyOf(PostgresEndpoint database, String purpose) {
    String name = purpose + "_" + NUMBER.incrementAndGet();
    execute("CREATE DATABASE %s TEMPLATE %s".formatted(name, database.database()));
    return Holder.SERVER.database(name);
  }

  /** Ends a database that nobody is connected to. */
  public static void drop(PostgresEndpoint database) {
    execute("DROP DATABASE " + database.database());
  }

  private static void execute(String sql) {
    try (PostgresSession session = PostgresSession.open(Holder.SERVER.endpoint())) {
      session.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
