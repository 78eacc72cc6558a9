package io.leadhouse.ingest;

import io.leadhouse.model.SourcePack;
import io.leadhouse.model.SourcePack.SourceTable;
import io.leadhouse.model.Strategy;
import io.leadhouse.postgres.PostgresSession;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A source that one writer changes all the time: money moves between accounts and purses, whose sum
 * stays; a deal's cursor only grows; some events cannot be represented, for a while.
 */
final class MovingSource implements AutoCloseable {
  static final long TOTAL = 200_000;

  private static final List<String> ID = List.of("id");

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicBoolean widen = new AtomicBoolean();
  private final Source source =
      Source.create(
          "CREATE TABLE accounts (id int PRIMARY KEY, amount bigint, note text)",
          "CREATE TABLE purses (id int PRIMARY KEY, amount bigint)",
          "CREATE TABLE deals (id int PRIMARY KEY, stage text, updated_at timestamptz)",
          "CREATE VIEW deals_view AS SELECT id, stage, updated_at FROM deals",
          "CREATE TABLE events (id int PRIMARY KEY, at date, note text)",
          "INSERT INTO accounts SELECT i, 100, 'first' FROM generate_series(1, 1000) AS i",
          "INSERT INTO purses SELECT i, 100 FROM generate_series(1, 1000) AS i",
          "INSERT INTO deals SELECT i, 'new', now() FROM generate_series(1, 1000) AS i",
          "INSERT INTO events SELECT i, CASE WHEN i % 100 = 0 THEN 'infinity' ELSE date '2026-01-01'"
              + " END, 'first' FROM generate_series(1, 1000) AS i");
  private final CompletableFuture<Integer> writer;
  private int ids = 1000;

  /** Begins to change. */
  MovingSource(long seed) {
    writer = CompletableFuture.supplyAsync(() -> write(new Random(seed)));
  }

  /** What is pulled from it. */
  static SourcePack pack() {
    return new SourcePack(
        "test",
        Path.of("sql/sources/test"),
        "A test.",
        "public",
        Map.of(
            "accounts", new SourceTable(ID, List.of(), Strategy.CHANGED, null, null),
            "purses", new SourceTable(ID, List.of(), Strategy.SNAPSHOT, null, null),
            // One writer's transactions show in the order of their clock, so nothing overlaps.
            "deals_view", new SourceTable(ID, List.of(), Strategy.CURSOR, "updated_at", 0),
            "events", new SourceTable(ID, List.of(), Strategy.CHANGED, null, null)),
        Map.of());
  }

  Source source() {
    return source;
  }

  /** Adds a column to accounts, and goes on. */
  void widen() {
    widen.set(true);
  }

  /** Ends the changes; how many transactions there were. */
  int stop() {
    stop.set(true);
    return writer.join();
  }

  @Override
  public void close() {
    stop.set(true);
  }

  private int write(Random random) {
    int transactions = 0;
    try (PostgresSession session = PostgresSession.open(source.endpoint())) {
      while (!stop.get()) {
        if (widen.compareAndSet(true, false)) {
          session.execute("ALTER TABLE accounts ADD COLUMN tier text");
        }
        session.inTransaction(
            () -> {
              change(session, random);
              return null;
            });
        transactions++;
        Thread.sleep(random.nextInt(150));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return transactions;
  }

  private void change(PostgresSession session, Random random) throws SQLException {
    int one = 1 + random.nextInt(ids);
    switch (random.nextInt(8)) {
      case 0 -> insert(session);
      case 1 -> delete(session, one);
      case 2, 3 ->
          session.execute(
              ("UPDATE events SET note = 'u%d', at = CASE WHEN random() < 0.1 THEN 'infinity'"
                      + " ELSE date '2026-02-01' END WHERE id = %d")
                  .formatted(random.nextInt(), one));
      case 4 ->
          session.execute(
              "UPDATE deals SET stage = 's%d', updated_at = clock_timestamp() WHERE id = %d"
                  .formatted(random.nextInt(), one));
      default -> move(session, one, random.nextInt(50));
    }
  }

  private void insert(PostgresSession session) throws SQLException {
    ids++;
    session.execute("INSERT INTO accounts VALUES (%d, 0, 'later')".formatted(ids));
    session.execute("INSERT INTO deals VALUES (%d, 'new', clock_timestamp())".formatted(ids));
    session.execute("INSERT INTO events VALUES (%d, '2026-03-01', 'later')".formatted(ids));
  }

  private static void delete(PostgresSession session, int id) throws SQLException {
    session.execute(
        ("WITH gone AS (DELETE FROM accounts WHERE id = %d RETURNING amount) UPDATE purses"
                + " SET amount = purses.amount + gone.amount FROM gone WHERE id = 1")
            .formatted(id));
    session.execute("DELETE FROM deals WHERE id = " + id);
    session.execute("DELETE FROM events WHERE id = " + id);
  }

  private static void move(PostgresSession session, int id, int amount) throws SQLException {
    session.execute(
        ("WITH paid AS (UPDATE accounts SET amount = amount - %d WHERE id = %d RETURNING 1)"
                + " UPDATE purses SET amount = amount + %d FROM paid WHERE id = %d")
            .formatted(amount, id, amount, 1 + id % 1000));
  }
}
