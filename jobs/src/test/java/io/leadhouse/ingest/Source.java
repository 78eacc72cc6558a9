package io.leadhouse.ingest;

import io.leadhouse.model.SourcePack;
import io.leadhouse.model.Strategy;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;

/** A fresh database on the test JVM's one source server, and a pack that pulls from it. */
final class Source {
  /** A password that can be looked for in whatever is printed. */
  static final String PASSWORD = "h0rse-b4ttery-staple";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private static final class Holder {
    private static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("max_prepared_transactions", "20")
            .setServerConfig("wal_level", "logical")
            .setServerConfig("max_slot_wal_keep_size", "1GB")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final String database;
  private final Map<String, SourcePack.SourceTable> tables = new LinkedHashMap<>();
  private String schema = "public";

  private Source(String database) {
    this.database = database;
  }

  static Source create(String... statements) {
    Source source = new Source("source" + COUNT.incrementAndGet());
    new Source("postgres").run("CREATE DATABASE " + source.database);
    source.run(statements);
    return source;
  }

  Source schema(String name) {
    schema = name;
    return this;
  }

  Source pull(String table, List<String> key, String... personal) {
    tables.put(
        table, new SourcePack.SourceTable(key, List.of(personal), Strategy.CHANGED, null, null));
    return this;
  }

  Source pull(String table, List<String> key, Strategy strategy) {
    tables.put(table, new SourcePack.SourceTable(key, List.of(), strategy, null, null));
    return this;
  }

  Source pullByCursor(String table, List<String> key, String cursor, int overlapMinutes) {
    tables.put(
        table, new SourcePack.SourceTable(key, List.of(), Strategy.CURSOR, cursor, overlapMinutes));
    return this;
  }

  /** The rows of a query as text, columns joined as by {@code Row.mkString}, sorted. */
  List<String> lines(String query, int columns) {
    try (PostgresSession session = PostgresSession.open(endpoint())) {
      return session
          .query(
              query,
              row -> {
                StringJoiner line = new StringJoiner("|");
                for (int i = 1; i <= columns; i++) {
                  line.add(String.valueOf(row.getString(i)));
                }
                return line.toString();
              })
          .stream()
          .sorted()
          .toList();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  SourcePack pack() {
    return new SourcePack("test", Path.of("sql/sources/test"), "A test.", schema, tables, Map.of());
  }

  PostgresEndpoint endpoint() {
    return endpoint("postgres");
  }

  PostgresEndpoint endpoint(String user) {
    return new PostgresEndpoint(
        "localhost", Holder.SERVER.getPort(), database, user, new Secret(PASSWORD));
  }

  void run(String... statements) {
    try (PostgresSession session = PostgresSession.open(endpoint())) {
      for (String sql : statements) {
        session.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
