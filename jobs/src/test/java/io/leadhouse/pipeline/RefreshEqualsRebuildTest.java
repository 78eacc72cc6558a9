package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.demo.DemoConfig;
import io.leadhouse.graph.House;
import io.leadhouse.model.FileKind;
import io.leadhouse.model.SourcePack;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.simulator.Simulator;
import io.leadhouse.simulator.SimulatorSettings;
import io.leadhouse.testing.Project;
import io.leadhouse.testing.TestDatabase;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of the house: whatever happened, and into however many runs it was split, every table
 * is as if it had been made at once. A new table is under test by being there.
 */
class RefreshEqualsRebuildTest {
  private static final Instant END = Instant.parse("2026-02-28T20:00:00Z");
  private static final long SEED = 20260301L;
  private static final String HISTORIES = "leadhouse.soak.histories";
  private static final int LEADS = 30;
  private static final int MOST_RUNS = 12;
  private static final int SHOWN = 5;

  private final SparkSession session = TestSession.fresh();
  private final House house = House.read(Project.sql(), "crm");
  @TempDir private Path folder;

  @Test
  void afterTheLastRunEveryTableEqualsItsRebuild() throws SQLException {
    // Tasks are what it costs: a run of this size is faster without waiting for their statistics.
    RefreshProperty.Outcome outcome =
        history(TestSession.shuffling(1, false), source(LEADS), 2, 15, SEED);
    // Else the history would show little of what it is for.
    assertThat(outcome.byKey()).as("tables refreshed by key").isGreaterThan(15);
  }

  /** {@code make soak}: other histories at every call, each in as many runs as chance wants. */
  @Test
  @EnabledIfSystemProperty(named = HISTORIES, matches = "\\d+")
  void soManyHistoriesInUpToTwelveRuns() throws SQLException {
    Source source = source(3 * LEADS);
    long first = Long.getLong("leadhouse.soak.seed", SEED);
    for (long seed = first; seed < first + Integer.getInteger(HISTORIES); seed++) {
      Random random = new Random(seed);
      SparkSession runs = TestSession.shuffling(1 + random.nextInt(7), random.nextBoolean());
      var unused =
          history(runs, source, 1 + random.nextInt(MOST_RUNS), 1 + random.nextInt(40), seed);
    }
  }

  private RefreshProperty.Outcome history(
      SparkSession session, Source source, int runs, int happenings, long seed) {
    RefreshProperty.Outcome outcome =
        new RefreshProperty(session, house, source.config.parameters(), folder)
            .of(source.tables(), END, runs, happenings, seed);
    assertThat(outcome.stopped()).as("seed %d", seed).isEmpty();
    assertThat(outcome.differences().stream().limit(SHOWN)).as(outcome.told()).isEmpty();
    return outcome;
  }

  /** What a small CRM holds: the rows of its raw tables, as an ingest lands them. */
  private record Source(LeadhouseConfig config, Map<String, Landed> landed) {
    private record Landed(StructType shape, List<String> key, List<Row> rows) {}

    Map<String, RawTable> tables() {
      Map<String, RawTable> tables = new HashMap<>();
      landed.forEach(
          (name, table) -> tables.put(name, new RawTable(table.shape, table.key, table.rows)));
      return tables;
    }
  }

  private Source source(int leads) throws SQLException {
    PostgresEndpoint crm = RunFixture.emptyCrm();
    try (Connection connection = crm.connect()) {
      SimulatorSettings settings = SimulatorSettings.endingAt(END, 7, 6, leads);
      Simulator.standard().load(connection, settings.withEngagementsPerLead(10));
    }
    LeadhouseConfig config = DemoConfig.write(folder, "crm", crm, TestDatabase.fresh("analytics"));
    var unused =
        new RunSteps("source", house, session, config, END).ingest(Set.of(), RunFixture.SILENT);
    DeltaStore store = new DeltaStore(config.warehouse());
    Map<String, Source.Landed> landed = new HashMap<>();
    house
        .warehouse()
        .pack()
        .tables()
        .forEach(
            (name, table) -> {
              String raw = SourcePack.RAW_PREFIX + name;
              Path path = store.path("raw", raw);
              Dataset<Row> rows = store.read(session, path, store.version(session, path));
              landed.put(raw, new Source.Landed(rows.schema(), table.key(), rows.collectAsList()));
            });
    for (FileKind kind : house.warehouse().pack().files().values()) {
      List<String> key = List.of(FileKind.FILE_HASH, FileKind.LINE);
      landed.put(kind.rawTable(), new Source.Landed(kind.schema(), key, List.of()));
    }
    return new Source(config, landed);
  }
}
