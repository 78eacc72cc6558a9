package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.Scope;
import io.leadhouse.engine.TableResult;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Warehouse;
import io.leadhouse.publish.PublishResult;
import io.leadhouse.publish.PublishTarget;
import io.leadhouse.run.RunLog;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** One whole run: ingest → build → publish, recorded in ops. */
public final class WarehouseRun {
  private final Path sql;
  private final SparkSession session;
  private final LeadhouseConfig config;
  private final Warehouse warehouse;
  private final RunClock clock;
  private final Set<String> accepted;

  /**
   * @param sql the folder that {@code warehouse} was read from
   */
  public WarehouseRun(
      Path sql, SparkSession session, LeadhouseConfig config, Warehouse warehouse, RunClock clock) {
    this(sql, session, config, warehouse, clock, Set.of());
  }

  private WarehouseRun(
      Path sql,
      SparkSession session,
      LeadhouseConfig config,
      Warehouse warehouse,
      RunClock clock,
      Set<String> accepted) {
    this.accepted = accepted;
    this.sql = sql;
    this.session = session;
    this.config = config;
    this.warehouse = warehouse;
    this.clock = clock;
  }

  /** The same run, which takes over what became of these tables whatever it is. */
  public WarehouseRun accepting(Set<String> tables) {
    return new WarehouseRun(sql, session, config, warehouse, clock, Set.copyOf(tables));
  }

  /**
   * Runs. Tables that fail stop only what reads them; the report says which.
   *
   * @throws LeadhouseException when the run as a whole cannot go on; it is recorded too
   */
  public RunReport execute(RunListener listener) {
    String runId = "run-" + clock.now().truncatedTo(ChronoUnit.MILLIS).toString().replace(':', '-');
    String pack = warehouse.pack().name();
    RunLog log = new RunLog(session, new DeltaStore(config.warehouse()));
    try (WarehouseFolder folder = WarehouseFolder.take(config.warehouse(), pack, runId)) {
      return new RecordedCommand(log, runId, "run", pack, clock)
          .run(built -> steps(runId, folder, built, listener));
    }
  }

  private RunParts steps(
      String runId, WarehouseFolder folder, List<TableResult> built, RunListener listener) {
    RunSteps steps = new RunSteps(runId, sql, session, config, warehouse, clock.asOf());
    folder.requireChecked(
        HouseFingerprint.of(sql, config.parameters()), () -> steps.check().all());
    Optional<PublishTarget> target = steps.target();
    listener.planned(
        warehouse.pack().tables().size(),
        warehouse.tables().size(),
        target.isPresent() ? PublishedMarts.names(warehouse).size() : 0);

    RunSteps.Ingested ingested = steps.ingest(accepted, listener);
    Scope whole = Scope.whole(steps.graph(), ingested.versions(), ingested.stopped());
    folder.requireHeld();
    steps.build(whole, built, listener);
    folder.requireHeld();
    Optional<PublishResult> published =
        target.map(to -> steps.publish(to, PublishedMarts.versions(built), listener));
    return new RunParts(
        Optional.of(ingested.result()),
        ingested.files(),
        ingested.files().failure(),
        built,
        published);
  }
}
