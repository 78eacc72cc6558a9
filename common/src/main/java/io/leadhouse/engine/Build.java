package io.leadhouse.engine;

import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.model.Table;
import java.util.List;

/** Makes tables of the house, several at a time where the graph allows. */
public final class Build {
  private final BuildContext context;
  private final int parallelism;

  /**
   * @param parallelism how many tables are made at a time
   */
  public Build(BuildContext context, int parallelism) {
    this.context = context;
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
    try (StagedRows staged = new StagedRows(context, versions)) {
      TableBuilder builder = new TableBuilder(context, versions, staged);
      Quarantine quarantine = new Quarantine(context, versions, staged);
      GraphSchedule schedule = new GraphSchedule(context.graph(), scope, parallelism);
      List<TableResult> results =
          schedule.run(
              name -> {
                Table table = context.warehouse().table(name);
                listener.started(name);
                TableResult result = attempt(table, builder, quarantine);
                listener.finished(result);
                return result;
              },
              listener::finished);
      if (judgesContracts(scope)) {
        quarantine.store();
      }
      return results;
    }
  }

  /** Quarantine holds the refused rows of all contracts, which are always judged together. */
  private boolean judgesContracts(Scope scope) {
    return scope.tables().stream().anyMatch(name -> context.warehouse().table(name).isStaging());
  }

  private static TableResult attempt(Table table, TableBuilder builder, Quarantine quarantine) {
    try {
      return table.isStaging() ? quarantine.judge(table) : builder.build(table);
    } catch (Exception | AssertionError e) {
      // Spark's Java API also throws checked exceptions that it does not declare, and MLlib
      // asserts.
      return TableResult.stopped(table.name(), Status.FAILED, List.of(), TableFailure.of(table, e));
    }
  }
}
