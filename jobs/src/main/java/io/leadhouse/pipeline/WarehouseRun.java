package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.config.PublishConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.Build;
import io.leadhouse.engine.BuildContext;
import io.leadhouse.engine.ParameterValues;
import io.leadhouse.engine.TableResult;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.ingest.Ingest;
import io.leadhouse.ingest.IngestResult;
import io.leadhouse.ingest.IngestSettings;
import io.leadhouse.model.Warehouse;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.publish.PublishResult;
import io.leadhouse.publish.PublishTarget;
import io.leadhouse.publish.Publisher;
import io.leadhouse.publish.SourceDatabase;
import io.leadhouse.run.RunLog;
import io.leadhouse.run.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** One whole run: ingest → build → publish, recorded in ops. */
public final class WarehouseRun {
  private final Path sql;
  private final SparkSession session;
  private final LeadhouseConfig config;
  private final Warehouse warehouse;
  private final RunClock clock;
  private final DeltaStore store;

  /**
   * @param sql the folder that {@code warehouse} was read from
   */
  public WarehouseRun(
      Path sql, SparkSession session, LeadhouseConfig config, Warehouse warehouse, RunClock clock) {
    this.sql = sql;
    this.session = session;
    this.config = config;
    this.warehouse = warehouse;
    this.clock = clock;
    this.store = new DeltaStore(config.warehouse());
  }

  /**
   * Runs. Tables that fail stop only what reads them; the report says which.
   *
   * @throws LeadhouseException when the run as a whole cannot go on; it is recorded too
   */
  public RunReport execute(RunListener listener) {
    Instant started = clock.now();
    String runId = "run-" + started.truncatedTo(ChronoUnit.MILLIS).toString().replace(':', '-');
    try (WarehouseFolder folder =
        WarehouseFolder.take(config.warehouse(), warehouse.pack().name())) {
      return recorded(runId, started, listener);
    } catch (IOException e) {
      throw LeadhouseException.configuration("Cannot leave the warehouse folder: " + e);
    }
  }

  private RunReport recorded(String runId, Instant started, RunListener listener) {
    RunLog log = new RunLog(session, store);
    List<TableResult> built = new ArrayList<>();
    try {
      RunReport report = steps(runId, started, built, listener);
      String problem = report.failure().map(t -> t.problem().orElseThrow().message()).orElse("");
      log.append(record(runId, started, report.exitCode(), problem), built);
      return report;
    } catch (RuntimeException e) {
      int exitCode =
          e instanceof LeadhouseException ours
              ? ours.category().exitCode()
              : LeadhouseException.Category.DEFECT.exitCode();
      try {
        log.append(record(runId, started, exitCode, String.valueOf(e.getMessage())), built);
      } catch (RuntimeException unrecorded) {
        e.addSuppressed(unrecorded);
      }
      throw e;
    }
  }

  private RunReport steps(
      String runId, Instant started, List<TableResult> built, RunListener listener) {
    ParameterValues parameters = clock.parameters(warehouse, config.parameters());
    TableGraph graph = new TableGraph(warehouse);
    BuildContext context = new BuildContext(runId, session, warehouse, graph, store, parameters);
    HouseCheck.check(sql, session, warehouse, graph, parameters);
    PostgresEndpoint source = config.source().endpoint();
    Optional<PublishTarget> target = config.publish().map(publish -> target(source, publish));
    listener.planned(
        warehouse.pack().tables().size(),
        warehouse.tables().size(),
        target.isPresent() ? PublishedMarts.names(warehouse).size() : 0);

    DeltaRawSink raw = new DeltaRawSink(session, store, runId);
    IngestResult ingest =
        new Ingest(session, source, IngestSettings.standard())
            .run(warehouse.pack(), raw, listener::ingested);
    built.addAll(new Build(context, config.spark().parallelTables()).run(raw.versions(), listener));
    Optional<PublishResult> published =
        target.map(
            to -> new Publisher(to).publish(new PublishedMarts(context).of(built, clock.asOf())));
    published.ifPresent(listener::published);
    Duration took = Duration.between(started, clock.now());
    return new RunReport(runId, clock.asOf(), ingest, List.copyOf(built), published, took);
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

  private RunRecord record(String runId, Instant started, int exitCode, String message) {
    return new RunRecord(
        runId,
        "run",
        warehouse.pack().name(),
        clock.asOf(),
        started,
        clock.now(),
        exitCode == 0 ? "ok" : "failed",
        exitCode,
        message,
        CodeVersion.current());
  }
}
