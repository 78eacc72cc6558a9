package io.leadhouse.engine;

import io.leadhouse.engine.TableForecast.Extent;
import io.leadhouse.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * Says of tables how much of them a build would recompute, by what decides it in the build. Builds
 * and writes nothing, so that of a table below one that would be recomputed only what holds
 * whatever comes of that is told.
 */
public final class Forecast {
  /** Inputs that are named of a table that waits for them. */
  private static final int MOST_NAMES = 3;

  private final BuildContext context;
  private final Map<String, RecordedBuild> recorded;

  /**
   * @param recorded by table, what the last run that built it has written down of it
   */
  public Forecast(BuildContext context, Map<String, RecordedBuild> recorded) {
    this.context = context;
    this.recorded = Map.copyOf(recorded);
  }

  /**
   * Looks at the tables of a scope.
   *
   * @param scope its versions are those of all tables and raw tables that there are
   * @return one forecast per table, in build order
   */
  public List<TableForecast> of(Scope scope) {
    PinnedVersions versions =
        new PinnedVersions(context.warehouse(), context.store(), scope.versions());
    try (InputChanges changes = new InputChanges(context, versions);
        Quarantine quarantine = new Quarantine(context, versions)) {
      LastBuilds last = new LastBuilds(context.store(), recorded);
      RefreshPlanner planner =
          new RefreshPlanner(context, versions, last, changes, quarantine, scope.effort());
      NavigableSet<String> moving = new TreeSet<>();
      List<TableForecast> forecasts = new ArrayList<>();
      for (String name : context.graph().order()) {
        if (scope.tables().contains(name)) {
          TableForecast forecast = of(name, versions, planner, moving);
          if (forecast.extent() != Extent.UNTOUCHED) {
            moving.add(name);
          }
          forecasts.add(forecast);
        }
      }
      return forecasts;
    }
  }

  /**
   * @param moving the tables that the build would or may change before this one
   */
  private TableForecast of(
      String name, PinnedVersions versions, RefreshPlanner planner, NavigableSet<String> moving) {
    SparkSession session = context.session().newSession();
    Table table = context.warehouse().table(name);
    String definition = DefinitionHash.of(table, context.graph(), context.parameters());
    NavigableSet<String> inputs = context.graph().inputs(name);
    List<String> awaited =
        inputs.stream().filter(input -> moving.contains(input) || !versions.knows(input)).toList();
    if (awaited.isEmpty()) {
      try (RefreshPlan plan =
          planner.plan(session, table, definition, versions.of(session, inputs))) {
        return TableForecast.of(name, plan);
      }
    }
    try (RefreshPlan plan = planner.ofItself(session, table, definition, inputs)) {
      return plan instanceof RefreshPlan.Full
          ? TableForecast.of(name, plan)
          : new TableForecast(name, Extent.AFTER, said(awaited), 0);
    }
  }

  private static String said(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : "%s and %d more"
            .formatted(String.join(", ", names.subList(0, MOST_NAMES)), names.size() - MOST_NAMES);
  }
}
