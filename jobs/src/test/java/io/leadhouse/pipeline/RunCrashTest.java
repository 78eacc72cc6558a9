package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.pipeline.KilledRun.Phase;
import io.leadhouse.postgres.PostgresEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that is killed leaves nothing that the next one does not make good: tables, journals and
 * what is published are as if it had never been killed.
 */
class RunCrashTest {
  private static final int KILLS = Integer.getInteger("leadhouse.soak.kills", 3);
  private static final long SEED = Long.getLong("leadhouse.soak.seed", 20260301L);
  private static final Instant FIRST = Instant.parse("2026-03-03T12:00:00Z");
  private static final Instant SECOND = Instant.parse("2026-03-04T06:00:00Z");

  /** Where runs are killed, in turn. Most of their time is the start, where they write nothing. */
  private static final List<Phase> PHASES =
      List.of(
          Phase.BUILD,
          Phase.INGEST,
          Phase.PUBLISH,
          Phase.BUILD,
          Phase.RECORD,
          Phase.PUBLISH,
          Phase.INGEST,
          Phase.START);

  private final Random random = new Random(SEED);
  private final Map<Phase, Integer> killed = new EnumMap<>(Phase.class);
  @TempDir private Path folder;

  @Test
  void everythingIsAsIfNoRunHadBeenKilled() throws Exception {
    Path house = folder.resolve("house");
    VisitShop visits = new VisitShop(house);
    visits.takeGuestBooks();
    PostgresEndpoint source = visits.shop().source;
    CrashScene before = CrashScene.empty(house, "shop", source, folder.resolve("before"));
    fill(source, before.drop());
    assertThat(before.run(FIRST).exitCode()).isZero();
    change(source, before.drop());
    requireSurvival(before, List.of("quarantine", "restatement", "imported_file"));
  }

  /**
   * Kills the second runs of copies.
   *
   * @param filled what must not be empty after such a run, which else would show little
   */
  private void requireSurvival(CrashScene before, List<String> filled) throws Exception {
    Map<Phase, Duration> took;
    RunOutcome wanted;
    try (CrashScene twin = before.copy(folder.resolve("twin"));
        KilledRun run = twin.start(temporary(), SECOND)) {
      took = run.complete();
      wanted = twin.outcome();
    }
    assertThat(filled).allSatisfy(place -> assertThat(wanted.rows().get(place)).isNotEmpty());
    for (int kills = 0; kills < KILLS; ) {
      try (CrashScene scene = before.copy(folder.resolve("scene"))) {
        do {
          kill(scene, took, kills++);
        } while (kills < KILLS && random.nextBoolean());
        if (kills < KILLS) {
          assertThat(scene.run(SECOND).exitCode()).isZero();
        } else {
          // Takes along what the killed ones have left behind.
          try (KilledRun last = scene.start(temporary(), SECOND)) {
            var unused = last.complete();
          }
        }
        assertThat(scene.outcome().differencesFrom(wanted)).isEmpty();
        requireNothingLeft(scene);
      }
    }
    assertThat(killed.keySet()).as("where runs were killed").isNotEqualTo(Set.of(Phase.ENDED));
    System.out.printf("Killed with seed %d: %s; phases took %s%n", SEED, killed, took);
    try (Stream<Path> left = Files.list(temporary())) {
      // Libraries that are unpacked there, and Spark's folder of artifacts, stay.
      assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith("leadhouse-"));
    }
  }

  private void kill(CrashScene scene, Map<Phase, Duration> took, int kill)
      throws IOException, InterruptedException {
    Phase wanted = PHASES.get(kill % PHASES.size());
    Duration time = Duration.ofNanos(random.nextLong(took.get(wanted).toNanos()));
    try (KilledRun run = scene.start(temporary(), SECOND)) {
      Phase reached = run.killAfter(wanted, time);
      System.out.printf("%s + %s: killed in %s%n", wanted, time, reached);
      killed.merge(reached, 1, Integer::sum);
    }
  }

  private Path temporary() {
    return folder.resolve("temporary");
  }

  /** More visits than are recomputed whole, some of which cannot be kept. */
  private static void fill(PostgresEndpoint source, Path drop) throws IOException {
    RunFixture.execute(
        source,
        "INSERT INTO visits SELECT i, i % 40, 'lead ' || i % 4000,"
            + " CASE WHEN i % 10000 = 0 THEN 'infinity' ELSE date '2026-03-01' + i % 3 END,"
            + " CASE WHEN i % 9000 = 0 THEN -1 ELSE 1 + i % 5 END"
            + " FROM generate_series(1, 52000) AS i;"
            + " INSERT INTO sales SELECT i, CASE WHEN i % 10 > 0 THEN 'shop ' || i % 3 END, i % 5"
            + " FROM generate_series(1, 50) AS i;"
            + " INSERT INTO merges VALUES ('lead 1', 1, 'lead 41'), ('lead 2', 2, 'lead 42')");
    drop(
        drop.resolve("guests.yml"),
        "kind: guest\nfiles: \"*.csv\"\ncolumns: {guest: Name, visits: Visits}\n");
    drop(drop.resolve("first.csv"), "Name,Visits\nAda,3\nBob,many\nCleo,1\n");
  }

  private static void change(PostgresEndpoint source, Path drop) throws IOException {
    RunFixture.execute(
        source,
        "UPDATE visits SET pieces = pieces + 7 WHERE id % 997 = 0;"
            + " UPDATE visits SET pieces = 2 WHERE id = 9000;"
            + " UPDATE visits SET pieces = -2 WHERE id = 9001;"
            + " UPDATE visits SET day = '2026-03-02' WHERE id = 10000;"
            + " UPDATE visits SET day = 'infinity' WHERE id = 10001;"
            + " DELETE FROM visits WHERE id % 2003 = 0;"
            + " INSERT INTO visits SELECT i, i % 7, 'lead ' || i % 4000,"
            + " date '2026-03-02' + i % 3, 1 FROM generate_series(60001, 60030) AS i;"
            + " INSERT INTO merges VALUES ('lead 41', 1, 'lead 81'), ('lead 3', 3, 'lead 43');"
            + " DELETE FROM merges WHERE loser = 'lead 2';"
            + " UPDATE sales SET shop = 'shop 1' WHERE id = 10;"
            + " INSERT INTO sales VALUES (60, NULL, 3), (61, 'shop 2', 4)");
    drop(drop.resolve("second.csv"), "Name,Visits\nAda,4\nDan,2\n,5\n");
  }

  private static void drop(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(FIRST));
  }

  private static void requireNothingLeft(CrashScene scene) throws IOException {
    assertThat(leftOver(scene.warehouse())).isEmpty();
    assertThat(
            RunFixture.query(
                scene.analytics(),
                "SELECT tablename FROM pg_tables WHERE schemaname = 'analytics_load'"
                    + " UNION ALL SELECT relname FROM pg_class WHERE relpersistence = 't'"
                    + " UNION ALL SELECT locktype FROM pg_locks WHERE locktype = 'advisory'"
                    + " UNION ALL SELECT slot_name FROM pg_replication_slots"
                    + " UNION ALL SELECT state FROM pg_stat_activity"
                    + " WHERE state LIKE 'idle in transaction%'"))
        .containsExactly(List.of("origin"));
  }

  /** Files that belong neither to a table nor to what every warehouse has. */
  private static List<String> leftOver(Path warehouse) throws IOException {
    try (Stream<Path> files = Files.walk(warehouse)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file ->
                  file.getParent().equals(warehouse)
                      || file.getFileName().toString().matches(".*\\.(tmp|part)(\\.crc)?"))
          .map(file -> warehouse.relativize(file).toString())
          .filter(
              name ->
                  !List.of(".leadhouse-house", ".leadhouse-lock", ".leadhouse-pack").contains(name))
          .sorted()
          .toList();
    }
  }
}
