package io.leadhouse.postgres.cdc;

import static io.leadhouse.postgres.cdc.LoggedDatabase.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.cdc.TableChanges.Keys;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy that reads only the keys that are told, while others write to the table. */
class FollowedCopyTest {
  private static final int WRITERS = 3;
  private static final int BATCHES = 25;

  @ParameterizedTest(name = "added to a slot that is there: {0}")
  @ValueSource(booleans = {false, true})
  void aCopyIsWhatTheSnapshotSeesAfterEveryBatch(boolean added) throws Exception {
    try (LoggedServer server = LoggedServer.start(Map.of())) {
      LoggedDatabase database =
          LoggedDatabase.create(
              server,
              "CREATE TABLE leads (id int PRIMARY KEY, v text)",
              "INSERT INTO leads SELECT i, 'x' FROM generate_series(1, 300) AS i",
              "CREATE TABLE other (id int PRIMARY KEY)");
      if (added) {
        database.capture("other", "id").enable();
      }
      database.capture("leads", "id");
      AtomicBoolean stop = new AtomicBoolean();
      ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
      List<Future<?>> writers =
          IntStream.range(0, WRITERS)
              .<Future<?>>mapToObj(seed -> pool.submit(() -> write(database, seed, stop)))
              .toList();
      try {
        follow(database);
      } finally {
        stop.set(true);
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
  }

  private static void follow(LoggedDatabase database) throws SQLException {
    CaptureSetup setup = new CaptureSetup(database.source());
    boolean slot = setup.hasSlot();
    setup.publish();
    ChangeCapture capture = new ChangeCapture(database.source());
    Random random = new Random(7);
    Map<Integer, String> copy = new TreeMap<>();
    Optional<CaptureMark> mark = Optional.empty();
    int followed = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      try (ExportedSnapshot snapshot =
              batch == 0 && !slot ? setup.firstSnapshot(LoggedDatabase.LONG) : database.snapshot();
          PostgresSession session = snapshot.join()) {
        ChangedKeys changes = capture.read(snapshot);
        Map<Integer, String> rows = rows(session);
        if (changes.of(table("leads"), mark) instanceof Keys keys) {
          followed++;
          apply(keys, rows, copy);
        } else {
          copy = new TreeMap<>(rows);
        }
        assertThat(copy).isEqualTo(rows);
        mark = Optional.of(changes.mark(table("leads"), mark));
        // A crash before the confirmation: the same keys come again.
        if (random.nextInt(3) > 0) {
          capture.confirm(changes);
        }
      }
    }
    assertThat(followed).isGreaterThanOrEqualTo(slot ? BATCHES / 2 : BATCHES - 1);
  }

  private static void apply(Keys keys, Map<Integer, String> rows, Map<Integer, String> copy) {
    for (List<String> key : keys.keys()) {
      Integer id = Integer.valueOf(key.get(0));
      if (rows.containsKey(id)) {
        copy.put(id, rows.get(id));
      } else {
        copy.remove(id);
      }
    }
  }

  private static Map<Integer, String> rows(PostgresSession session) throws SQLException {
    Map<Integer, String> rows = new TreeMap<>();
    session
        .query(
            "SELECT id, v FROM leads",
            row -> Map.entry(row.getInt("id"), String.valueOf(row.getString("v"))))
        .forEach(row -> rows.put(row.getKey(), row.getValue()));
    return rows;
  }

  /** Transactions of all kinds and lengths; each writer has ids of its own, so that none waits. */
  private static Void write(LoggedDatabase database, int writer, AtomicBoolean stop)
      throws Exception {
    Random random = new Random(writer);
    try (PostgresSession session = database.session()) {
      while (!stop.get()) {
        session.execute("BEGIN; SET LOCAL synchronous_commit = " + random.nextBoolean());
        for (int i = random.nextInt(4); i >= 0; i--) {
          session.execute(statement(random, writer));
        }
        if (random.nextBoolean()) {
          session.execute("SAVEPOINT s; " + statement(random, writer));
          session.execute(random.nextBoolean() ? "ROLLBACK TO s" : "RELEASE s");
        }
        Thread.sleep(random.nextInt(20));
        end(session, random, writer);
      }
    }
    return null;
  }

  private static void end(PostgresSession session, Random random, int writer) throws Exception {
    switch (random.nextInt(6)) {
      case 0 -> session.execute("ROLLBACK");
      case 1 -> {
        session.execute("PREPARE TRANSACTION 'w%d'".formatted(writer));
        Thread.sleep(random.nextInt(20));
        session.execute(
            "%s PREPARED 'w%d'".formatted(random.nextBoolean() ? "COMMIT" : "ROLLBACK", writer));
      }
      default -> session.execute("COMMIT");
    }
  }

  private static String statement(Random random, int writer) {
    int id = random.nextInt(100) * WRITERS + writer;
    int other = random.nextInt(100) * WRITERS + writer;
    return switch (random.nextInt(4)) {
      case 0 -> "DELETE FROM leads WHERE id = " + id;
      case 1 ->
          "UPDATE leads SET id = %d WHERE id = %d AND NOT EXISTS (SELECT FROM leads WHERE id = %d)"
              .formatted(other, id, other);
      default ->
          "INSERT INTO leads VALUES (%d, '%d') ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v"
              .formatted(id, random.nextInt());
    };
  }
}
