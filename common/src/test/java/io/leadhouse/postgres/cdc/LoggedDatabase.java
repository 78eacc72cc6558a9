package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A fresh database of a server, and the tables of it that are captured. */
final class LoggedDatabase {
  static final Duration LONG = Duration.ofMinutes(10);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final LoggedServer server;
  private final String name = "logged" + NUMBER.incrementAndGet();
  private final Map<TableName, List<String>> keys = new LinkedHashMap<>();
  private String user = "postgres";

  private LoggedDatabase(LoggedServer server) {
    this.server = server;
  }

  static LoggedDatabase create(LoggedServer server, String... statements) {
    LoggedDatabase database = new LoggedDatabase(server);
    try (PostgresSession session = PostgresSession.open(server.endpoint("postgres", "postgres"))) {
      session.execute("CREATE DATABASE " + database.name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    database.run(statements);
    return database;
  }

  static TableName table(String name) {
    return new TableName("public", name);
  }

  LoggedDatabase capture(String table, String... key) {
    keys.put(table(table), List.of(key));
    return this;
  }

  void captureNothing() {
    keys.clear();
  }

  LoggedDatabase as(String role) {
    user = role;
    return this;
  }

  PostgresEndpoint endpoint() {
    return server.endpoint(name, user);
  }

  /** The name of slot and publication. */
  String slot() {
    return "leadhouse_" + name;
  }

  CaptureSource source() {
    return new CaptureSource(endpoint(), name, keys);
  }

  CaptureSetup setup() {
    return new CaptureSetup(source(), Duration.ofMillis(300));
  }

  /** Makes publication and slot, as the first load does, without loading anything. */
  LoggedDatabase enable() {
    CaptureSetup setup = setup();
    setup.publish();
    setup.firstSnapshot(LONG).close();
    return this;
  }

  ExportedSnapshot snapshot() {
    return ExportedSnapshot.open(endpoint(), LONG);
  }

  /** The changes up to now. */
  ChangedKeys changes() {
    try (ExportedSnapshot snapshot = snapshot()) {
      return new ChangeCapture(source()).read(snapshot);
    }
  }

  /** What is told about a table to somebody whose copy follows the log. */
  static TableChanges told(String table, ChangedKeys changes) {
    return changes.of(table(table), Optional.of(following(changes, table)));
  }

  /** The mark of a copy that follows the log from the beginning. */
  static CaptureMark following(ChangedKeys changes, String table) {
    CaptureMark mark = changes.mark(table(table), Optional.empty());
    return new CaptureMark(mark.capture(), changes.until(), 0);
  }

  PostgresSession session() {
    return PostgresSession.open(server.endpoint(name, "postgres"));
  }

  void run(String... statements) {
    try (PostgresSession session = session()) {
      for (String sql : statements) {
        session.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of a query's rows. */
  List<String> texts(String query) {
    try (PostgresSession session = session()) {
      return session.query(query, row -> row.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
