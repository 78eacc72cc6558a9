package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.config.PublishConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.Build;
import io.leadhouse.engine.BuildContext;
import io.leadhouse.engine.Forecast;
import io.leadhouse.engine.ParameterValues;
import io.leadhouse.engine.RecordedBuild;
import io.leadhouse.engine.Scope;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.engine.Verification;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.files.FileImport;
import io.leadhouse.files.FilesResult;
import io.leadhouse.graph.House;
import io.leadhouse.ingest.Ingest;
import io.leadhouse.ingest.IngestResult;
import io.leadhouse.ingest.IngestedTable;
import io.leadhouse.ingest.RawTables;
import io.leadhouse.ingest.SnapshotSource;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.publish.PublishResult;
import io.leadhouse.publish.PublishTarget;
import io.leadhouse.publish.Publisher;
import io.leadhouse.publish.SourceDatabase;
import io.leadhouse.restatement.RestatementJournal;
import io.leadhouse.run.RunLog;
import io.leadhouse.yaml.NearestName;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** The steps that a run is made of, whether it does them at once or one command each. */
final class RunSteps {
  private final House house;
  private final SparkSession session;
  private final LeadhouseConfig config;
  private final HouseCheck check;
  private final BuildContext context;
  private final Instant asOf;

  /**
   * @param asOf the instant up to which the run knows anything
   */
  RunSteps(String runId, House house, SparkSession session, LeadhouseConfig config, Instant asOf) {
    this.house = house;
    this.session = session;
    this.config = config;
    this.asOf = asOf;
    ParameterValues parameters = RunClock.parameters(asOf, house.warehouse(), config.parameters());
    this.check = new HouseCheck(house, session, parameters);
    DeltaStore store = new DeltaStore(config.warehouse());
    this.context =
        new BuildContext(
            runId,
            session,
            house.warehouse(),
            house.graph(),
            store,
            parameters,
            BuildContext.SMALL_ROWS);
  }

  HouseCheck check() {
    return check;
  }

  /**
   * What an ingest landed.
   *
   * @param versions the version of each raw table
   */
  record Ingested(IngestResult result, FilesResult files, Map<String, Long> versions) {
    /** The raw tables that were left as they were, as the builds of what reads them see it. */
    Map<String, TableResult> stopped() {
      return result.stopped().stream()
          .map(
              table ->
                  TableResult.stopped(
                      table.rawTable(), Status.FAILED, List.of(), table.problem().orElseThrow()))
          .collect(Collectors.toMap(TableResult::table, stopped -> stopped));
    }
  }

  /**
   * Lands the tables of the source.
   *
   * @param accepted tables whose changes are wanted whatever they are
   */
  Ingested ingest(Set<String> accepted, RunListener listener) {
    PostgresEndpoint source = config.source().endpoint();
    return ingest(maximumAge -> ExportedSnapshot.open(source, maximumAge), accepted, listener);
  }

  /** The same from a snapshot that somebody else opens. */
  Ingested ingest(SnapshotSource snapshots, Set<String> accepted, RunListener listener) {
    for (String table : accepted) {
      if (!house.warehouse().pack().tables().containsKey(table)) {
        throw LeadhouseException.configuration(
            "--accept %s: raw.yml has no such table.%s"
                .formatted(
                    table, NearestName.hint(table, house.warehouse().pack().tables().keySet())));
      }
    }
    RawTables raw = new RawTables(session, context.store(), context.runId());
    IngestResult result =
        new Ingest(
                session, config.source().endpoint(), config.ingest().settings(accepted), snapshots)
            .run(house.warehouse().pack(), raw, listener)
            .explained(this::dependents);
    FilesResult files =
        new FileImport(
                session,
                context.store(),
                Clock.systemUTC(),
                context.runId(),
                house.warehouse().pack().files())
            .run(config.files());
    Map<String, Long> versions = new HashMap<>(raw.versions());
    versions.putAll(files.versions());
    return new Ingested(result, files, versions);
  }

  private String dependents(IngestedTable stopped) {
    List<String> names = house.graph().dependents(stopped.rawTable());
    return names.isEmpty()
        ? "Nothing depends on it."
        : "%d tables depend on it: %s.".formatted(names.size(), String.join(", ", names));
  }

  /**
   * Builds tables.
   *
   * @param built takes the results as soon as the tables are committed, whatever fails after it: a
   *     build that is not recorded would be gone on from as if it had not been
   */
  void build(Scope scope, List<TableResult> built, RunListener listener) {
    RunLog log = new RunLog(session, context.store());
    Map<String, RecordedBuild> recorded = log.lastBuilds(house.graph().order());
    List<TableResult> results =
        new Build(context, recorded, config.spark().parallelTables()).run(scope, listener);
    built.addAll(results);
    new RestatementJournal(context, log, asOf).append(results, recorded);
  }

  Verification verification(Map<String, RecordedBuild> recorded) {
    return new Verification(context, recorded, Instant.now());
  }

  Forecast forecast(Map<String, RecordedBuild> recorded) {
    return new Forecast(context, recorded);
  }

  /** Where to publish, if anywhere; found out before anything is done. */
  Optional<PublishTarget> target() {
    return config.publish().map(publish -> target(config.source().endpoint(), publish));
  }

  PublishResult publish(
      PublishTarget target, Map<String, Long> builtVersions, RunListener listener) {
    PublishResult published =
        new Publisher(target).publish(new PublishedMarts(context).of(builtVersions, asOf));
    listener.published(published);
    return published;
  }

  private static PublishTarget target(PostgresEndpoint source, PublishConfig publish) {
    PublishTarget target =
        new PublishTarget(publish.endpoint(), publish.schema(), publish.readers());
    if (!publish.allowSourceDatabase()) {
      SourceDatabase.refuseAsTarget(source, target);
    }
    new Publisher(target).prepare();
    return target;
  }
}
