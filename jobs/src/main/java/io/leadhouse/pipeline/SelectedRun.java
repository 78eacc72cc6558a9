package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.Scope;
import io.leadhouse.engine.TableResult;
import io.leadhouse.files.FilesResult;
import io.leadhouse.graph.House;
import io.leadhouse.publish.PublishResult;
import io.leadhouse.publish.PublishTarget;
import io.leadhouse.run.RunLog;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * Builds some tables over what the last runs have left, and publishes those of them that are
 * published. The source is not read. The tables speak of the same instant as the others, unless the
 * clock is among them.
 */
public final class SelectedRun {
  private final House house;
  private final SparkSession session;
  private final LeadhouseConfig config;
  private final Clock clock;

  /**
   * @param clock tells when the run begins and ends, for ops only
   */
  public SelectedRun(House house, SparkSession session, LeadhouseConfig config, Clock clock) {
    this.house = house;
    this.session = session;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Runs. Tables that fail stop only what reads them; the report says which.
   *
   * @param asOf the instant to move the tables to; theirs when empty
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION for a table that does not exist or
   *     reads what was never made, and for an instant that no selected table reads
   */
  public RunReport execute(Choice choice, Optional<Instant> asOf, RunListener listener) {
    List<String> tables = choice.tables(house);
    String command = "run --select " + choice.text();
    try (WarehouseFolder folder =
        WarehouseFolder.take(config.warehouse(), house.warehouse().pack().name(), command)) {
      Standing standing = new Standing(house, session, config);
      RunClock runClock = new RunClock(clock, standing.asOf(asOf, tables));
      String runId = runClock.runId();
      RunLog log = new RunLog(session, new DeltaStore(config.warehouse()));
      return new RecordedCommand(log, runId, command, house.warehouse().pack().name(), runClock)
          .run(
              built -> {
                Scope scope =
                    new Scope(
                        new TreeSet<>(tables), standing.below(tables), Map.of(), choice.effort());
                RunSteps steps = new RunSteps(runId, house, session, config, runClock.asOf());
                steps.check().some(tables);
                return parts(steps, folder, scope, built, listener);
              });
    }
  }

  private RunParts parts(
      RunSteps steps,
      WarehouseFolder folder,
      Scope scope,
      List<TableResult> built,
      RunListener listener) {
    Set<String> published = new TreeSet<>(PublishedMarts.names(house.warehouse()));
    published.retainAll(scope.tables());
    Optional<PublishTarget> target = published.isEmpty() ? Optional.empty() : steps.target();
    listener.planned(0, scope.tables().size(), target.isPresent() ? published.size() : 0);
    steps.build(scope, built, listener);
    folder.requireHeld();
    Optional<PublishResult> result =
        target.map(to -> steps.publish(to, PublishedMarts.versions(built), listener));
    return new RunParts(Optional.empty(), FilesResult.none(), Optional.empty(), built, result);
  }
}
