package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.demo.DemoConfig;
import io.leadhouse.engine.Build;
import io.leadhouse.engine.BuildContext;
import io.leadhouse.engine.BuildListener;
import io.leadhouse.engine.RecordedBuild;
import io.leadhouse.engine.Refreshed.Mode;
import io.leadhouse.engine.Scope;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Table;
import io.leadhouse.model.Warehouse;
import io.leadhouse.model.WarehouseReader;
import io.leadhouse.pipeline.RandomHistory.Step;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.simulator.Simulator;
import io.leadhouse.simulator.SimulatorSettings;
import io.leadhouse.testing.House;
import io.leadhouse.testing.TestDatabase;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of the house: whatever happened, and into however many runs it was split, every table
 * is as if it had been made at once. A new table is under test by being there.
 *
 * <p>{@code -Drefresh.seed} and {@code -Drefresh.histories} choose other histories and more of
 * them.
 */
class RefreshEqualsRebuildTest {
  private static final Instant END = Instant.parse("2026-03-01T00:00:00Z");
  private static final long SEED = Long.getLong("refresh.seed", 20260301L);
  private static final int HISTORIES = Integer.getInteger("refresh.histories", 1);
  private static final int MOST_RUNS = Integer.getInteger("refresh.runs", 2);

  private final SparkSession session = TestSession.fresh();
  private final Warehouse warehouse = new WarehouseReader(House.sql()).read("crm");
  private final TableGraph graph = new TableGraph(warehouse);
  @TempDir private Path folder;

  @Test
  void afterTheLastRunEveryTableEqualsItsRebuild() throws SQLException, IOException {
    LeadhouseConfig config = ingested();
    for (int history = 0; history < HISTORIES; history++) {
      long seed = SEED + history;
      Path place = folder.resolve("history-" + history);
      copy(config.warehouse().resolve("raw"), place.resolve("refreshed/raw"));
      Runs runs = new Runs(place.resolve("refreshed"), config);
      Random random = new Random(seed);
      RandomHistory states = new RandomHistory(runs.store, warehouse.pack(), seed);
      List<Step> steps = new ArrayList<>(List.of(Step.LARGE, Step.SMALL));
      for (int more = random.nextInt(MOST_RUNS - 1); more > 0; more--) {
        steps.add(random.nextBoolean() ? Step.ANY : Step.SMALL);
      }
      Instant asOf = END;
      long byKey = 0;
      for (Step step : steps) {
        states.next(step);
        if (step == Step.ANY) {
          // Over no midnight, over some of three time zones, or over all of them.
          asOf = asOf.plus(Duration.ofHours(random.nextInt(3) * 11L));
        }
        List<TableResult> results = runs.build(asOf);
        if (step == Step.SMALL) {
          byKey += results.stream().filter(r -> r.refreshed().mode() == Mode.BY_KEY).count();
        }
      }
      copy(place.resolve("refreshed/raw"), place.resolve("rebuilt/raw"));
      Runs rebuild = new Runs(place.resolve("rebuilt"), config);
      rebuild.build(asOf);

      for (String name : graph.order()) {
        Table table = warehouse.table(name);
        assertThat(runs.rows(table.layer(), name))
            .as("%s of history %d: %s", name, seed, runs.told(name))
            .isEqualTo(rebuild.rows(table.layer(), name));
      }
      assertThat(runs.rows("ops", "quarantine")).isEqualTo(rebuild.rows("ops", "quarantine"));
      // Else the history would show little of what it is for.
      assertThat(byKey).as("tables refreshed by key: %s", runs.told).isGreaterThan(15);
    }
  }

  /** Runs of one warehouse folder. */
  private final class Runs {
    private final DeltaStore store;
    private final Path folder;
    private final LeadhouseConfig config;
    private final Map<String, RecordedBuild> recorded = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();

    private Runs(Path folder, LeadhouseConfig config) {
      this.folder = folder;
      this.store = new DeltaStore(folder);
      this.config = config;
    }

    private List<TableResult> build(Instant asOf) throws IOException {
      BuildContext context =
          new BuildContext(
              "run-" + asOf,
              session,
              warehouse,
              graph,
              store,
              RunClock.parameters(asOf, warehouse, config.parameters()));
      BuildListener silent =
          new BuildListener() {
            @Override
            public void started(String table) {}

            @Override
            public void finished(TableResult result) {}
          };
      List<TableResult> results =
          new Build(context, recorded, 2).run(Scope.whole(graph, raw(), Map.of()), silent);
      assertThat(results)
          .allSatisfy(
              result -> assertThat(result.status()).as("%s", result).isEqualTo(Status.DONE));
      for (TableResult result : results) {
        recorded.put(
            result.table(), new RecordedBuild(result.made().orElseThrow(), result.quarantined()));
        told.merge(result.table(), result.refreshed().toString(), (a, b) -> a + "\n" + b);
      }
      return results;
    }

    private Map<String, Long> raw() throws IOException {
      Map<String, Long> versions = new HashMap<>();
      try (Stream<Path> tables = Files.list(folder.resolve("raw"))) {
        tables.forEach(
            table -> versions.put(table.getFileName().toString(), store.version(session, table)));
      }
      return versions;
    }

    private String told(String table) {
      return told.get(table);
    }

    private List<String> rows(String layer, String table) {
      Path path = store.path(layer, table);
      return store.read(session, path, store.version(session, path)).collectAsList().stream()
          .map(Row::toString)
          .sorted()
          .toList();
    }
  }

  private LeadhouseConfig ingested() throws SQLException {
    PostgresEndpoint crm = RunFixture.emptyCrm();
    try (Connection connection = crm.connect()) {
      SimulatorSettings settings = SimulatorSettings.endingAt(END, 7, 15, 300);
      Simulator.standard().load(connection, settings.withEngagementsPerLead(10));
    }
    LeadhouseConfig config = DemoConfig.write(folder, "crm", crm, TestDatabase.fresh("analytics"));
    new StagedRun(House.sql(), session, config, warehouse, Clock.systemUTC(), "source")
        .ingest(END, Set.of(), RunFixture.SILENT);
    return config;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
