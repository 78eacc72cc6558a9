package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.Scope;
import io.leadhouse.engine.TableResult;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.files.FilesResult;
import io.leadhouse.graph.House;
import io.leadhouse.graph.Subjects;
import io.leadhouse.ingest.SnapshotSource;
import io.leadhouse.publish.PublishTarget;
import io.leadhouse.run.RunLog;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * A run in parts, one process each, as a scheduler wants it: {@link #ingest}, then {@link #build}
 * for every subject, then {@link #publish}. The parts do what {@link WarehouseRun} does at once.
 * What the run fixes when it begins (its as_of, the raw versions) and what became of its tables is
 * handed on in a file of the warehouse folder, written by a complete ingest. Each part holds the
 * folder while it works, and may be repeated.
 */
public final class StagedRun {
  private final House house;
  private final SparkSession session;
  private final LeadhouseConfig config;
  private final Clock clock;
  private final String runId;
  private final RunStates states;

  /**
   * @param clock tells when parts begin and end, for ops only
   * @throws LeadhouseException CONFIGURATION for an id that cannot name a file
   */
  public StagedRun(
      House house, SparkSession session, LeadhouseConfig config, Clock clock, String runId) {
    RunStates.requireId(runId);
    this.house = house;
    this.session = session;
    this.config = config;
    this.clock = clock;
    this.runId = runId;
    this.states = new RunStates(config.warehouse());
  }

  /**
   * Begins the run, or begins it anew: type-checks sql/, lands every source table, and only then
   * writes down what the other parts go on from.
   *
   * @param asOf the instant up to which the run knows anything
   * @param accepted source tables whose changes are wanted whatever they are
   * @throws LeadhouseException when the ingest did not come to its end; nothing was written down
   */
  public RunReport ingest(Instant asOf, Set<String> accepted, RunListener listener) {
    return begin(asOf, steps -> steps.ingest(accepted, listener), listener);
  }

  /** The same from a snapshot that somebody else opens. */
  RunReport ingest(Instant asOf, SnapshotSource snapshots, RunListener listener) {
    return begin(asOf, steps -> steps.ingest(snapshots, Set.of(), listener), listener);
  }

  private RunReport begin(
      Instant asOf, Function<RunSteps, RunSteps.Ingested> landing, RunListener listener) {
    try (WarehouseFolder folder = folder("ingest")) {
      return command("ingest", asOf)
          .run(
              built -> {
                RunSteps steps = steps(asOf);
                folder.requireChecked(fingerprint(), () -> steps.check().all());
                // A target that is refused is better known now than after the builds.
                var unused = steps.target();
                listener.planned(house.warehouse().pack().tables().size(), 0, 0);
                states.forget(runId);
                RunSteps.Ingested ingested = landing.apply(steps);
                folder.requireHeld();
                states.save(
                    RunState.begun(
                        runId,
                        house.warehouse().pack().name(),
                        asOf,
                        fingerprint(),
                        HouseFingerprint.of(config.parameters()),
                        ingested.versions(),
                        ingested.files().refused(),
                        ingested.stopped().values()));
                return new RunParts(
                    Optional.of(ingested.result()),
                    ingested.files(),
                    Optional.empty(),
                    built,
                    Optional.empty());
              });
    }
  }

  /**
   * Builds tables, by the subject as a rule, over what the run has ingested and built so far.
   *
   * @throws LeadhouseException CONFIGURATION when the run has no complete ingest, or has not built
   *     what these tables read
   */
  public RunReport build(Choice choice, RunListener listener) {
    String chosen = choice.text();
    try (WarehouseFolder folder = folder("build " + chosen)) {
      RunState state = states.load(runId);
      return command("build " + chosen, state.instant())
          .run(
              built -> {
                requireParameters(state);
                RunSteps steps = steps(state.instant());
                List<String> tables = choice.tables(house);
                requireInputs(chosen, tables, state);
                if (!state.house().equals(fingerprint())) {
                  // The ingest has checked another sql/. Whoever repairs a table may repeat it.
                  steps.check().some(tables);
                }
                listener.planned(0, tables.size(), 0);
                states.save(state.trying(chosen, tables));
                Scope scope =
                    new Scope(
                        new TreeSet<>(tables), state.versions(), state.stopped(), choice.effort());
                steps.build(scope, built, listener);
                folder.requireHeld();
                states.save(state.after(built, house.graph()));
                return new RunParts(
                    Optional.empty(),
                    FilesResult.none(),
                    Optional.empty(),
                    built,
                    Optional.empty());
              });
    }
  }

  /**
   * Publishes what the run has built. Tables that failed stay as they were published before; the
   * report names them, and has their exit code, else that of a file that the ingest refused.
   *
   * @throws LeadhouseException CONFIGURATION when the run has not tried to build every table
   */
  public RunReport publish(RunListener listener) {
    try (WarehouseFolder folder = folder("publish")) {
      RunState state = states.load(runId);
      return command("publish", state.instant())
          .run(
              built -> {
                requireParameters(state);
                RunSteps steps = steps(state.instant());
                requireAllTried(state);
                Optional<PublishTarget> target = steps.target();
                listener.planned(
                    0, 0, target.isPresent() ? PublishedMarts.names(house.warehouse()).size() : 0);
                List<TableResult> missing = new ArrayList<>();
                house.graph().order().stream()
                    .flatMap(name -> Optional.ofNullable(state.stopped().get(name)).stream())
                    .forEach(missing::add);
                return new RunParts(
                    Optional.empty(),
                    FilesResult.none(),
                    state.refusedFiles().stream().findFirst(),
                    missing,
                    target.map(to -> steps.publish(to, state.versions(), listener)));
              });
    }
  }

  private WarehouseFolder folder(String command) {
    return WarehouseFolder.take(
        config.warehouse(), house.warehouse().pack().name(), command + " of " + runId);
  }

  private RecordedCommand command(String name, Instant asOf) {
    RunLog log = new RunLog(session, new DeltaStore(config.warehouse()));
    return new RecordedCommand(
        log, runId, name, house.warehouse().pack().name(), new RunClock(clock, asOf));
  }

  private RunSteps steps(Instant asOf) {
    return new RunSteps(runId, house, session, config, asOf);
  }

  private String fingerprint() {
    return HouseFingerprint.of(house.sql(), config.parameters());
  }

  private void requireParameters(RunState state) {
    if (!state.parameters().equals(HouseFingerprint.of(config.parameters()))) {
      throw LeadhouseException.configuration(
          "Run '%s' began with other parameters than leadhouse.yml has now, and its tables would not fit together. Start anew: `leadhouse ingest --run %s`."
              .formatted(runId, runId));
    }
  }

  private void requireInputs(String chosen, List<String> tables, RunState state) {
    for (String table : tables) {
      for (String input : house.graph().inputs(table)) {
        if (!house.warehouse().tables().containsKey(input)
            && !state.raw().containsKey(input)
            && !state.tables().containsKey(input)) {
          throw LeadhouseException.configuration(
              "Run '%s' has not ingested %s, which %s reads. Start anew: `leadhouse ingest --run %s`."
                  .formatted(runId, input, table, runId));
        }
      }
      for (String input : house.graph().tableInputs(table)) {
        if (!tables.contains(input) && !state.tables().containsKey(input)) {
          throw notBuilt("'" + chosen + "' reads " + input, input);
        }
      }
    }
  }

  private void requireAllTried(RunState state) {
    for (String table : house.graph().order()) {
      if (!state.tables().containsKey(table)) {
        throw notBuilt("a publication needs " + table, table);
      }
    }
  }

  private LeadhouseException notBuilt(String why, String table) {
    String subject = Subjects.nameOf(house.warehouse().table(table));
    return LeadhouseException.configuration(
        "Run '%s': %s, which the run has not built. First: `leadhouse build --select %s --run %s`."
            .formatted(runId, why, subject, runId));
  }
}
