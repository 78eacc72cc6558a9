package io.leadhouse.ingest;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.delta.Changes;
import io.leadhouse.delta.Written;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.SourcePosition;
import io.leadhouse.testing.TestSession;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
    int torn = 0;
    try {
      for (int round = 0; round < ROUNDS; round++) {
        SumSink sink = new SumSink();
        new Ingest(spark, source.endpoint(), IngestSettings.standard())
            .run(source.pack(), sink, table -> {});
        assertThat(sink.total()).as("round %d", round).isEqualTo(TOTAL);
        if (sumWithoutSnapshot("left_pocket") + sumWithoutSnapshot("right_pocket") != TOTAL) {
          torn++;
        }
      }
    } finally {
      stop.set(true);
    }
    assertThat(writer.get()).as("moves").isGreaterThan(ROUNDS);
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
        .agg(sum("amount"))
        .head()
        .getLong(0);
  }

  private static final class SumSink implements RawSink {
    private final Map<String, Long> sums = new ConcurrentHashMap<>();

    @Override
    public Written write(
        String rawTable, Dataset<Row> kept, List<String> key, SourcePosition position) {
      Row row = kept.agg(count(lit(1)), sum("amount")).head();
      sums.put(rawTable, row.getLong(1));
      return new Written(0, true, row.getLong(0), new Changes(row.getLong(0), 0, 0));
    }

    @Override
    public long quarantine(Dataset<Row> rows) {
      return rows.count();
    }

    long total() {
      return sums.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
