package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.Consumption.Position;
import io.leadhouse.engine.Quarantine;
import io.leadhouse.engine.RecordedBuild;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.House;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Parameter;
import io.leadhouse.model.Table;
import io.leadhouse.run.RunLog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/** A warehouse as the last runs have left it. */
final class Standing {
  private static final String RAW = "raw";

  private final House house;
  private final SparkSession session;
  private final Path folder;
  private final DeltaStore store;
  private final RunLog log;

  Standing(House house, SparkSession session, LeadhouseConfig config) {
    this.house = house;
    this.session = session;
    this.folder = config.warehouse();
    this.store = new DeltaStore(folder);
    this.log = new RunLog(session, store);
  }

  /**
   * The instant that its tables speak of: that of the clock, in a house without one the last.
   *
   * @throws LeadhouseException CONFIGURATION when no run has made any
   */
  Instant asOf() {
    Map<String, Instant> known = log.asOf(house.graph().order());
    return Optional.ofNullable(known.get(TableGraph.CLOCK))
        .or(() -> known.values().stream().max(Comparator.naturalOrder()))
        .orElseThrow(
            () ->
                LeadhouseException.configuration(
                    "No run has made the warehouse %s yet. First: `leadhouse run`."
                        .formatted(folder)));
  }

  /**
   * The instant that some of its tables speak of when they alone are built.
   *
   * @param wanted the instant to move them to; theirs when empty
   * @throws LeadhouseException CONFIGURATION for another instant where none of them reads the clock
   */
  Instant asOf(Optional<Instant> wanted, Collection<String> tables) {
    Instant present = asOf();
    if (wanted.isEmpty() || wanted.get().equals(present)) {
      return present;
    }
    if (tables.stream()
        .noneMatch(table -> house.graph().parameters(table).contains(Parameter.AS_OF))) {
      throw LeadhouseException.configuration(
          "--as-of %s moves reporting_window and what depends on it, and that is not selected. The tables stand at %s: leave --as-of out, or add --select reporting_window+."
              .formatted(wanted.get(), present));
    }
    return wanted.get();
  }

  /** By table, what the last run that built it has written down of it. */
  Map<String, RecordedBuild> recorded() {
    return log.lastBuilds(house.graph().order());
  }

  /** The latest versions of all tables, and of the raw tables, as far as there are any. */
  Map<String, Long> present() {
    NavigableSet<String> all = new TreeSet<>(house.graph().order());
    all.addAll(house.warehouse().pack().rawTables());
    return versions(all);
  }

  /**
   * The versions of what tables read and what is not among them. Of raw tables those that tables
   * were made of: what landed since, completely or not, belongs to a run that is yet to build.
   *
   * @throws LeadhouseException CONFIGURATION naming the first that is not there
   */
  Map<String, Long> below(Collection<String> tables) {
    NavigableSet<String> inputs = new TreeSet<>();
    tables.forEach(table -> inputs.addAll(house.graph().inputs(table)));
    inputs.removeAll(tables);
    Map<String, Long> versions = versions(inputs);
    inputs.removeAll(versions.keySet());
    if (!inputs.isEmpty()) {
      throw LeadhouseException.configuration(
          "--select: %s is read and is not there yet. Select it too, as +TABLE does, or run once without --select."
              .formatted(inputs.first()));
    }
    versions.putAll(consumed(recorded().values()));
    return versions;
  }

  private Map<String, Long> versions(Collection<String> names) {
    Map<String, Long> versions = new TreeMap<>();
    put(versions, Quarantine.RAW, RAW);
    for (String name : names) {
      Table table = house.warehouse().tables().get(name);
      put(versions, name, table == null ? RAW : table.layer());
    }
    return versions;
  }

  private Map<String, Long> consumed(Collection<RecordedBuild> builds) {
    Map<String, Long> consumed = new TreeMap<>();
    for (RecordedBuild build : builds) {
      for (Map.Entry<String, Position> input : build.made().inputs().entrySet()) {
        if (isPresent(input.getKey(), input.getValue().id())) {
          consumed.merge(input.getKey(), input.getValue().version(), Math::max);
        }
      }
    }
    return consumed;
  }

  /** Whether a raw table is the one that was read. */
  private boolean isPresent(String name, String id) {
    Path path = store.path(RAW, name);
    return house.warehouse().pack().rawTables().contains(name)
        && store.exists(session, path)
        && store.id(session, path).equals(id);
  }

  private void put(Map<String, Long> versions, String name, String layer) {
    Path path = store.path(layer, name);
    if (store.exists(session, path)) {
      versions.put(name, store.version(session, path));
    }
  }
}
