package io.leadhouse.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.leadhouse.engine.Quarantine;
import io.leadhouse.engine.Refreshed.Mode;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.graph.House;
import io.leadhouse.model.Table;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * The promise of a house, tried with one random history: after the last of its runs every table is
 * as if it had been made at once.
 */
final class RefreshProperty {
  private final House house;
  private final Map<String, JsonNode> parameters;
  private final Path folder;
  private final SparkSession session;

  /**
   * @param session of the runs; the rebuild has its own
   * @param folder gets a warehouse
   */
  RefreshProperty(
      SparkSession session, House house, Map<String, JsonNode> parameters, Path folder) {
    this.session = session;
    this.house = house;
    this.parameters = parameters;
    this.folder = folder;
  }

  /**
   * Where a history has led.
   *
   * @param runs what every run did
   * @param differences between the warehouse and its rebuild, a table after those that it reads
   */
  record Outcome(long seed, List<List<TableResult>> runs, List<Difference> differences) {
    /** Results of all runs that are not done. */
    List<TableResult> stopped() {
      return runs.stream()
          .flatMap(List::stream)
          .filter(result -> result.status() != Status.DONE)
          .toList();
    }

    long byKey() {
      return runs.stream()
          .flatMap(List::stream)
          .filter(result -> result.refreshed().mode() == Mode.BY_KEY)
          .count();
    }

    /** Where the warehouse differs, and how the first of these tables was refreshed. */
    String told() {
      Map<String, Long> keys =
          differences.stream()
              .collect(
                  Collectors.groupingBy(
                      Difference::table, LinkedHashMap::new, Collectors.counting()));
      return runs.stream()
          .flatMap(List::stream)
          .filter(result -> keys.keySet().stream().limit(1).anyMatch(result.table()::equals))
          .map(result -> result.table() + ": " + result.refreshed())
          .collect(Collectors.joining("\n", "seed %d, keys %s\n".formatted(seed, keys), ""));
    }
  }

  /**
   * Lets a history happen.
   *
   * @param tables raw tables with all their rows
   * @param clock of the first run
   * @param runs how many there are
   * @param happenings between two runs, up to twice as many
   */
  Outcome of(Map<String, RawTable> tables, Instant clock, int runs, int happenings, long seed) {
    Random random = new Random(seed);
    RandomHistory history = new RandomHistory(tables, random.nextLong());
    RecordedRuns refreshed =
        new RecordedRuns(session, folder.resolve("history-" + seed), house, parameters);
    List<List<TableResult>> results = new ArrayList<>();
    Instant asOf = clock;
    results.add(refreshed.run(history.tables(), asOf));
    for (int run = 1; run < runs; run++) {
      // Over no midnight, over some of three time zones, or over all of them.
      asOf = asOf.plus(Duration.ofHours(random.nextInt(4) * 3L));
      history.pass(happenings + random.nextInt(happenings), asOf);
      results.add(refreshed.run(history.tables(), asOf));
    }
    return new Outcome(
        seed, results, differences(refreshed, history.tables(), asOf, random.nextLong()));
  }

  private List<Difference> differences(
      RecordedRuns refreshed, Map<String, RawTable> raw, Instant asOf, long seed) {
    List<Difference> differences = new ArrayList<>();
    try (Rebuild rebuild =
        new Rebuild(
            TestSession.fresh(),
            house,
            RunClock.parameters(asOf, house.warehouse(), parameters),
            raw,
            seed)) {
      for (String name : house.graph().order()) {
        Table table = house.warehouse().table(name);
        differences.addAll(
            Difference.of(
                name, table.key(), refreshed.rows(table.layer(), name), rebuild.rows(table)));
      }
      differences.addAll(
          Difference.of(
              "quarantine",
              Quarantine.KEY,
              refreshed.rows("ops", "quarantine"),
              rebuild.quarantine()));
    }
    return differences;
  }
}
