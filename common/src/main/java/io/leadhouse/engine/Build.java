package io.leadhouse.engine;

import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.model.Table;
import java.util.List;
import java.util.Map;

/** Makes tables of the house, several at a time where the graph allows. */
public final class Build {
  private final BuildContext context;
  private final Map<String, RecordedBuild> recorded;
  private final int parallelism;

  /**
   * @param recorded by table, what the last run that built it has written down of it
   * @param parallelism how many tables are made at a time
   */
  public Build(BuildContext context, Map<String, RecordedBuild> recorded, int parallelism) {
    this.context = context;
    this.recorded = Map.copyOf(recorded);
    this.parallelism = parallelism;
  }

  /**
   * Builds the tables of a scope. A table that fails stops what reads it; the rest goes on.
   *
   * @return one result per table and staging contract of the scope, in build order
   */
  public List<TableResult> run(Scope scope, BuildListener listener) {
    PinnedVersions versions =
        new PinnedVersions(context.warehouse(), context.store(), scope.versions());
    try (InputChanges changes = new InputChanges(context, versions);
        Quarantine quarantine = new Quarantine(context, versions)) {
      LastBuilds last = new LastBuilds(context.store(), recorded);
      RefreshPlanner planner =
          new RefreshPlanner(context, versions, last, changes, quarantine, scope.effort());
      TableBuilder builder = new TableBuilder(context, versions, last, planner, quarantine);
      GraphSchedule schedule = new GraphSchedule(context.graph(), scope, parallelism);
      List<TableResult> results =
          schedule.run(
              name -> {
                Table table = context.warehouse().table(name);
                listener.started(name);
                TableResult result = attempt(table, builder);
                listener.finished(result);
                return result;
              },
              listener::finished);
      return judgesContracts(scope) ? stored(results, quarantine) : results;
    }
  }

  /** Quarantine is written once, after the last contract of the scope. */
  private List<TableResult> stored(List<TableResult> results, Quarantine quarantine) {
    quarantine.store();
    String state = quarantine.state();
    return results.stream()
        .map(
            result ->
                context.warehouse().table(result.table()).isStaging()
                    ? result.refusedInto(state)
                    : result)
        .toList();
  }

  private boolean judgesContracts(Scope scope) {
    return scope.tables().stream().anyMatch(name -> context.warehouse().table(name).isStaging());
  }

  private static TableResult attempt(Table table, TableBuilder builder) {
    try {
      return builder.build(table);
    } catch (Exception | AssertionError e) {
      // Spark's Java API also throws checked exceptions that it does not declare, and MLlib
      // asserts.
      return TableResult.stopped(table.name(), Status.FAILED, List.of(), TableFailure.of(table, e));
    }
  }
}
