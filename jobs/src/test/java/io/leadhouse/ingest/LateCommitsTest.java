package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.testing.TestSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/**
 * Concurrent transactions of random length that span several ingests: open, in savepoints,
 * prepared, idle before they write, rolled back; ids out of order, updated_at set by clients and
 * set back. Whatever an ingest misses would stay missing, since most rows are written once.
 */
class LateCommitsTest {
  private static final int WRITERS = 6;

  /** Transactions to see, however fast the ingests are. */
  private static final int ENOUGH = 200;

  private static final int INGESTS = Integer.getInteger("leadhouse.soak.ingests", 8);
  private static final long SEED = Long.getLong("leadhouse.soak.seed", 20260301L);

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger prepared = new AtomicInteger();
  private final AtomicInteger committed = new AtomicInteger();
  private final Source source =
      Source.create(
              "CREATE TABLE leads (id bigint PRIMARY KEY, name text, updated_at timestamptz)",
              "INSERT INTO leads SELECT -i, 'first', now() FROM generate_series(1, 2000) AS i")
          .pull("leads", List.of("id"));

  @Test
  void noRowIsLostOrLeftBehind() throws Exception {
    LandedTables landed = new LandedTables();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      Random random = new Random(SEED + writer);
      writers.add(CompletableFuture.runAsync(() -> write(random)));
    }
    int ingests = 0;
    int partly = 0;
    try {
      while (ingests < INGESTS || (committed.get() < ENOUGH && ingests < 10 * INGESTS)) {
        landed = landed.next();
        partly += ingest(landed).reading().equals("changed") ? 1 : 0;
        ingests++;
      }
    } finally {
      stop.set(true);
    }
    for (CompletableFuture<Void> writer : writers) {
      writer.get();
    }
    commitPrepared();

    landed = landed.next();
    IngestedTable last = ingest(landed);

    assertThat(last.reading()).isEqualTo("changed");
    assertThat(partly).isEqualTo(ingests - 1);
    assertThat(committed.get()).as("transactions").isGreaterThanOrEqualTo(ENOUGH);
    assertThat(copy(landed))
        .containsExactlyElementsOf(source.lines("SELECT id, name FROM leads", 2));
    assertThat(copy(landed)).hasSizeGreaterThan(2000);
  }

  private static List<String> copy(LandedTables landed) {
    return landed.table("raw_leads").select("id", "name").collectAsList().stream()
        .map((Row row) -> row.mkString("|"))
        .sorted()
        .toList();
  }

  private IngestedTable ingest(LandedTables landed) {
    return new Ingest(
            TestSession.fresh(), source.endpoint(), IngestSettings.standard().withSmallPages(0))
        .run(source.pack(), landed, table -> {})
        .tables()
        .get(0);
  }

  private void write(Random random) {
    try (PostgresSession session = PostgresSession.open(source.endpoint())) {
      while (!stop.get()) {
        session.execute("BEGIN");
        if (random.nextInt(4) == 0) {
          rest(random, 2000);
        }
        int statements = 1 + random.nextInt(8);
        for (int i = 0; i < statements; i++) {
          statement(session, random);
          if (random.nextInt(6) == 0) {
            rest(random, random.nextInt(10) == 0 ? 6000 : 300);
          }
        }
        end(session, random);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void statement(PostgresSession session, Random random) throws SQLException {
    boolean inside = random.nextInt(3) == 0;
    if (inside) {
      session.execute("SAVEPOINT inside");
    }
    // Ids are given out in order and written out of order.
    long id = ids.incrementAndGet() ^ 0x15;
    String when =
        random.nextBoolean()
            ? "now()"
            : "timestamptz '2001-01-01' + random() * interval '20 years'";
    switch (random.nextInt(10)) {
      case 0 -> session.execute("DELETE FROM leads WHERE id = " + one(random));
      case 1, 2 ->
          session.execute(
              "UPDATE leads SET name = 'u%d', updated_at = %s WHERE id = %s"
                  .formatted(id, when, one(random)));
      case 3 ->
          session.execute(
              "UPDATE leads SET id = %d WHERE id = %s".formatted(-10_000 - id, one(random)));
      default ->
          session.execute(
              "INSERT INTO leads VALUES (%d, 'i%d', %s) ON CONFLICT DO NOTHING"
                  .formatted(id, id, when));
    }
    if (inside) {
      session.execute(
          random.nextInt(3) == 0 ? "ROLLBACK TO SAVEPOINT inside" : "RELEASE SAVEPOINT inside");
    }
  }

  /** A row that no other transaction has locked, so that none waits for another. */
  private static String one(Random random) {
    return "(SELECT id FROM leads WHERE id < %d ORDER BY id DESC LIMIT 1 FOR UPDATE SKIP LOCKED)"
        .formatted(random.nextInt(4000) - 2000);
  }

  private void end(PostgresSession session, Random random) throws SQLException {
    switch (random.nextInt(8)) {
      case 0 -> session.execute("ROLLBACK");
      case 1 -> {
        int number = prepared.incrementAndGet();
        if (number > 15) {
          session.execute("COMMIT");
        } else {
          session.execute("PREPARE TRANSACTION 'late %d'".formatted(number));
        }
        committed.incrementAndGet();
      }
      default -> {
        session.execute("COMMIT");
        committed.incrementAndGet();
      }
    }
  }

  private void commitPrepared() throws SQLException {
    try (PostgresSession session = PostgresSession.open(source.endpoint())) {
      for (int i = 1; i <= Math.min(15, prepared.get()); i++) {
        session.execute("COMMIT PREPARED 'late %d'".formatted(i));
      }
    }
  }

  private static void rest(Random random, int mostMillis) {
    try {
      Thread.sleep(random.nextInt(mostMillis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
