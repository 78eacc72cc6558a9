package io.leadhouse.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A fresh database on the test JVM's one Postgres. */
final class SourceDatabase {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private static final class Holder {
    private static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final String name;

  private SourceDatabase(String name) {
    this.name = name;
  }

  static SourceDatabase create() {
    SourceDatabase database = new SourceDatabase("source" + COUNT.incrementAndGet());
    new SourceDatabase("postgres").run("CREATE DATABASE " + database.name);
    return database;
  }

  PostgresEndpoint endpoint() {
    return endpoint("postgres");
  }

  PostgresEndpoint endpoint(String user) {
    return new PostgresEndpoint(
        "localhost", Holder.SERVER.getPort(), name, user, new Secret("any"));
  }

  void run(String... statements) {
    try (Connection connection = endpoint().connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of a query's rows. */
  List<String> texts(String query) {
    try (Connection connection = endpoint().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
