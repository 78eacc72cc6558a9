package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.ingest.KilledIngest.Phase;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An ingest that is killed leaves nothing that the next one does not make good: the copy, its
 * change feed, its quarantine and its journal are as if it had never been killed.
 */
class IngestCrashTest {
  private static final int KILLS = Integer.getInteger("leadhouse.soak.kills", 4);
  private static final long SEED = Long.getLong("leadhouse.soak.seed", 20260301L);

  /** Killed while there is no copy yet, in which a first load may leave half a table. */
  private static final int FIRST_LOADS = Math.max(1, KILLS / 4);

  /** What precedes the first table, and what lies between two; a little longer than it takes. */
  private static final long MILLIS_BEFORE_A_TABLE = 9_000;

  private static final long MILLIS_BETWEEN_TABLES = 2_000;

  private final SparkSession spark = TestSession.fresh();
  private final Random random = new Random(SEED);
  private final Map<Phase, Integer> killed = new EnumMap<>(Phase.class);
  @TempDir private Path folder;

  @Test
  void theCopyIsAsIfNoIngestHadBeenKilled() throws Exception {
    try (MovingSource moving = new MovingSource(SEED)) {
      for (int kill = 0; kill < FIRST_LOADS; kill++) {
        killFirst(moving.source());
      }
      int later = KILLS - FIRST_LOADS;
      for (int kill = 0; kill < later; kill++) {
        if (kill % 2 == 0) {
          killLater(moving, kill / 2 == later / 4);
        } else {
          killFirst(moving.source());
        }
      }
      assertThat(moving.stop()).as("transactions").isGreaterThan(100);
      System.out.printf("Killed with seed %d: %s%n", SEED, killed);
      requireCompleteCopy(moving.source());
    }
  }

  /** Kills the first ingest of a process. */
  private void killFirst(Source source) throws IOException, InterruptedException {
    try (KilledIngest ingest = new KilledIngest(source.endpoint(), folder)) {
      kill(ingest);
    }
  }

  /**
   * Kills a process that has ingested before, which is faster, so that its phases lie elsewhere.
   */
  private void killLater(MovingSource moving, boolean widen)
      throws IOException, InterruptedException {
    try (KilledIngest ingest = new KilledIngest(moving.source().endpoint(), folder)) {
      ingest.complete();
      if (widen) {
        moving.widen();
      }
      kill(ingest);
    }
  }

  private void kill(KilledIngest ingest) throws IOException, InterruptedException {
    int tables = random.nextInt(MovingSource.pack().tables().size() + 1);
    long millis = random.nextLong(tables == 0 ? MILLIS_BEFORE_A_TABLE : MILLIS_BETWEEN_TABLES);
    killed.merge(ingest.killAfter(tables, millis), 1, Integer::sum);
  }

  private void requireCompleteCopy(Source source) throws IOException, InterruptedException {
    try (KilledIngest ingest = new KilledIngest(source.endpoint(), folder)) {
      ingest.complete();
    }
    DeltaStore store = new DeltaStore(KilledIngest.warehouse(folder));
    LandedTables landed = new LandedTables(store);
    String representable = " WHERE at <> 'infinity'";
    requireEqual(landed, "raw_accounts", source.lines("SELECT * FROM accounts", 4));
    requireEqual(landed, "raw_purses", source.lines("SELECT * FROM purses", 2));
    assertThat(landed.table("raw_deals_view").select("id", "stage").collectAsList())
        .extracting(row -> row.mkString("|"))
        .containsExactlyInAnyOrderElementsOf(source.lines("SELECT id, stage FROM deals", 2));
    requireEqual(landed, "raw_events", source.lines("SELECT * FROM events" + representable, 3));
    assertThat(landed.quarantine())
        .extracting(line -> line.substring(0, line.indexOf('{')))
        .containsExactlyInAnyOrderElementsOf(
            source.lines(
                "SELECT 'raw_events', id, 'at is infinite', '' FROM events WHERE at = 'infinity'",
                4))
        .isNotEmpty();
    for (String table : MovingSource.pack().rawTables()) {
      requireFeedOf(landed, table);
    }
    requireFreshness(landed);
    requireNothingHalfMoved(store);
    assertThat(rows(store, "source_change"))
        .extracting(row -> row.<String>getAs("raw_table") + "." + row.getAs("column_name"))
        .containsOnly("raw_accounts.tier");
  }

  private static void requireEqual(LandedTables landed, String table, List<String> wanted) {
    assertThat(landed.lines(table)).as(table).containsExactlyElementsOf(wanted);
  }

  /** What the feed tells from the first version on makes the table, and no row comes twice. */
  private void requireFeedOf(LandedTables landed, String table) {
    List<Row> feed =
        spark
            .read()
            .format("delta")
            .option("readChangeFeed", "true")
            .option("startingVersion", 0)
            .load(landed.store().path("raw", table).toString())
            // Of one commit, first what it takes out.
            .selectExpr(
                "_commit_version",
                "_change_type IN ('insert', 'update_postimage') AS comes",
                "* EXCEPT (_commit_version, _commit_timestamp, _change_type)")
            .orderBy("_commit_version", "comes")
            .collectAsList();
    Set<String> told = new HashSet<>();
    for (Row change : feed) {
      String row = change.mkString("|").split("\\|", 3)[2];
      assertThat(change.<Boolean>getAs("comes") ? told.add(row) : told.remove(row))
          .as("%s: %s", table, change)
          .isTrue();
    }
    assertThat(told).as(table).containsExactlyInAnyOrderElementsOf(landed.lines(table));
  }

  private void requireFreshness(LandedTables landed) {
    List<Row> rows = rows(landed.store(), "freshness");
    assertThat(rows)
        .extracting(row -> row.getAs("raw_table") + " " + row.getAs("state"))
        .containsExactlyInAnyOrderElementsOf(
            MovingSource.pack().rawTables().stream().map(table -> table + " complete").toList());
    for (Row row : rows) {
      String table = row.getAs("raw_table");
      Path path = landed.store().path("raw", table);
      assertThat(row.<Long>getAs("version")).isEqualTo(landed.store().version(spark, path));
      assertThat(row.<Long>getAs("rows")).isEqualTo(landed.table(table).count());
      // Whatever was lost would stay lost, as these are not read whole.
      if (table.equals("raw_events")) {
        assertThat(row.<String>getAs("reading")).isEqualTo("changed");
      } else if (table.equals("raw_deals_view")) {
        assertThat(row.<String>getAs("reading")).isEqualTo("cursor");
      }
    }
  }

  /** The versions of two tables that a complete ingest left belong together. */
  private void requireNothingHalfMoved(DeltaStore store) {
    Path freshness = store.path("ops", "freshness");
    for (long version = 0; version <= store.version(spark, freshness); version++) {
      long total = 0;
      for (Row row : store.read(spark, freshness, version).collectAsList()) {
        String table = row.getAs("raw_table");
        if (table.equals("raw_accounts") || table.equals("raw_purses")) {
          Path path = store.path("raw", table);
          long pinned = row.<Long>getAs("version");
          total += store.read(spark, path, pinned).selectExpr("sum(amount)").head().getLong(0);
        }
      }
      assertThat(total).as("ingest %d", version).isEqualTo(MovingSource.TOTAL);
    }
  }

  private List<Row> rows(DeltaStore store, String table) {
    Path path = store.path("ops", table);
    return store.read(spark, path, store.version(spark, path)).collectAsList();
  }
}
