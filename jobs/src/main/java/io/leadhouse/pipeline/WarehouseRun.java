package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.Scope;
import io.leadhouse.engine.TableResult;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.House;
import io.leadhouse.publish.PublishResult;
import io.leadhouse.publish.PublishTarget;
import io.leadhouse.run.RunLog;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** One whole run: ingest → build → publish, recorded in ops. */
public final class WarehouseRun {
  private final House house;
  private final SparkSession session;
  private final LeadhouseConfig config;
  private final RunClock clock;
  private final Set<String> accepted;
  private final Scope.Effort effort;

  public WarehouseRun(House house, SparkSession session, LeadhouseConfig config, RunClock clock) {
    this(house, session, config, clock, Set.of(), Scope.Effort.WHAT_CHANGED);
  }

  private WarehouseRun(
      House house,
      SparkSession session,
      LeadhouseConfig config,
      RunClock clock,
      Set<String> accepted,
      Scope.Effort effort) {
    this.house = house;
    this.session = session;
    this.config = config;
    this.clock = clock;
    this.accepted = accepted;
    this.effort = effort;
  }

  /** The same run, which takes over what became of these tables whatever it is. */
  public WarehouseRun accepting(Set<String> tables) {
    return new WarehouseRun(house, session, config, clock, Set.copyOf(tables), effort);
  }

  /** The same run, which recomputes so much of every table. */
  public WarehouseRun with(Scope.Effort other) {
    return new WarehouseRun(house, session, config, clock, accepted, other);
  }

  /**
   * Runs. Tables that fail stop only what reads them; the report says which.
   *
   * @throws LeadhouseException when the run as a whole cannot go on; it is recorded too
   */
  public RunReport execute(RunListener listener) {
    String runId = clock.runId();
    String pack = house.warehouse().pack().name();
    RunLog log = new RunLog(session, new DeltaStore(config.warehouse()));
    try (WarehouseFolder folder = WarehouseFolder.take(config.warehouse(), pack, runId)) {
      return new RecordedCommand(log, runId, "run", pack, clock)
          .run(built -> steps(runId, folder, built, listener));
    }
  }

  private RunParts steps(
      String runId, WarehouseFolder folder, List<TableResult> built, RunListener listener) {
    RunSteps steps = new RunSteps(runId, house, session, config, clock.asOf());
    folder.requireChecked(
        HouseFingerprint.of(house.sql(), config.parameters()), () -> steps.check().all());
    Optional<PublishTarget> target = steps.target();
    listener.planned(
        house.warehouse().pack().tables().size(),
        house.warehouse().tables().size(),
        target.isPresent() ? PublishedMarts.names(house.warehouse()).size() : 0);

    RunSteps.Ingested ingested = steps.ingest(accepted, listener);
    Scope whole = Scope.whole(house.graph(), ingested.versions(), ingested.stopped()).with(effort);
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
