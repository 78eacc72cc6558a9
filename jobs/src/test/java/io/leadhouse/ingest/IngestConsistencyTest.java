package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.testing.TestSession;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** A writer moves money between two tables while they are read; it is never seen half moved. */
class IngestConsistencyTest {
  private static final int ROUNDS = 12;
  private static final long TOTAL = 200_000;

  private final Source source =
      Source.create(
              "CREATE TABLE left_pocket (id int PRIMARY KEY, amount bigint)",
              "CREATE TABLE right_pocket (id int PRIMARY KEY, amount bigint)",
              "INSERT INTO left_pocket SELECT i, 100 FROM generate_series(1, 1000) AS i",
              "INSERT INTO right_pocket SELECT i, 100 FROM generate_series(1, 1000) AS i")
          .pull("left_pocket", List.of("id"))
          .pull("right_pocket", List.of("id"));
  private final SparkSession spark = TestSession.fresh();

  @Test
  void noMoveIsSeenByHalf() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> move(stop));
    LandedTables landed = new LandedTables();
    int torn = 0;
    try {
      for (int round = 0; round < ROUNDS; round++) {
        landed = landed.next();
        new Ingest(spark, source.endpoint(), IngestSettings.standard().withSmallPages(0))
            .run(source.pack(), landed, table -> {});
        assertThat(sum(landed, "raw_left_pocket") + sum(landed, "raw_right_pocket"))
            .as("round %d", round)
            .isEqualTo(TOTAL);
        if (sumWithoutSnapshot("left_pocket") + sumWithoutSnapshot("right_pocket") != TOTAL) {
          torn++;
        }
      }
    } finally {
      stop.set(true);
    }
    assertThat(writer.get()).as("moves").isGreaterThan(300);
    assertThat(torn).as("rounds in which two plain reads differ").isPositive();
  }

  /** Moves 1 to 1000 at a time until told to stop, and says how often. */
  private int move(AtomicBoolean stop) {
    int moves = 0;
    try (PostgresSession session = PostgresSession.open(source.endpoint())) {
      while (!stop.get()) {
        int amount = 1 + moves * 7919 % 1000;
        int id = 1 + moves % 1000;
        String from = moves / 50 % 2 == 0 ? "left_pocket" : "right_pocket";
        String to = moves / 50 % 2 == 0 ? "right_pocket" : "left_pocket";
        session.inTransaction(
            () -> {
              session.update(
                  "UPDATE " + from + " SET amount = amount - ? WHERE id = ?", amount, id);
              return session.update(
                  "UPDATE " + to + " SET amount = amount + ? WHERE id = ?", amount, id);
            });
        moves++;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return moves;
  }

  private long sumWithoutSnapshot(String table) {
    Properties properties = source.endpoint().properties();
    return spark
        .read()
        .jdbc(source.endpoint().url(), table, properties)
        .agg(functions.sum("amount"))
        .head()
        .getLong(0);
  }

  private static long sum(LandedTables landed, String table) {
    return landed.table(table).agg(functions.sum("amount")).head().getLong(0);
  }
}
