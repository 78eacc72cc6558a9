package io.leadhouse.engine;

import io.leadhouse.delta.Changes;
import io.leadhouse.delta.TableState;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.delta.Written;
import io.leadhouse.engine.Consumption.Position;
import io.leadhouse.engine.Refreshed.Mode;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Persisted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Brings one table up to date: rows, checks, at most one commit. */
final class TableBuilder {
  private final BuildContext context;
  private final Models models;
  private final PinnedVersions versions;
  private final LastBuilds lastBuilds;
  private final RefreshPlanner planner;
  private final Quarantine quarantine;

  TableBuilder(
      BuildContext context,
      PinnedVersions versions,
      LastBuilds lastBuilds,
      RefreshPlanner planner,
      Quarantine quarantine) {
    this.context = context;
    this.models = context.models();
    this.versions = versions;
    this.lastBuilds = lastBuilds;
    this.planner = planner;
    this.quarantine = quarantine;
  }

  TableResult build(Table table) {
    Work work = new Work(table);
    try (RefreshPlan plan = planner.plan(work.session, table, work.definition, work.inputs)) {
      if (plan instanceof RefreshPlan.Untouched untouched) {
        return work.untouched(untouched);
      }
      if (plan instanceof RefreshPlan.ByKey byKey) {
        return work.byKey(byKey);
      }
      if (plan instanceof RefreshPlan.OfContract part) {
        return work.partOfContract(part);
      }
      return table.isStaging() ? work.contract(plan.why()) : work.whole(plan.why());
    }
  }

  /** The work on one table. */
  private final class Work {
    private final long start = System.nanoTime();
    private final SparkSession session = context.session().newSession();
    private final Table table;
    private final String definition;
    private final NavigableMap<String, Position> inputs;

    private Work(Table table) {
      this.table = table;
      this.definition = DefinitionHash.of(table, context.graph(), context.parameters());
      this.inputs = versions.of(session, context.graph().inputs(table.name()));
    }

    private TableResult untouched(RefreshPlan.Untouched plan) {
      long refused = table.isStaging() ? lastBuilds.quarantined(table) : 0;
      return done(
          new Refreshed(Mode.NONE, plan.why(), 0),
          plan.last().table(),
          new Changes(0, 0, 0),
          refused,
          List.of());
    }

    private TableResult contract(String why) {
      try (Persisted made = Persisted.of(models.judged(session, table, versions))) {
        ContractRows rows = ContractRows.of(table, made.in(session));
        Written written = context.store().write(session, write(Map.of()), rows.kept());
        quarantine.replace(table, rows);
        return done(full(why), state(written), written.changes(), rows.refused(), List.of());
      }
    }

    private TableResult partOfContract(RefreshPlan.OfContract plan) {
      TouchedKeys keys = plan.keys();
      UnaryOperator<Dataset<Row>> part = rows -> RowKeys.touched(table, keys, rows);
      try (Persisted made = Persisted.of(models.judged(session, table, versions, part))) {
        ContractRows rows = ContractRows.of(table, made.in(session));
        Written written =
            context.store().writePart(session, write(Map.of()), plan.version(), part, rows.kept());
        long refused = quarantine.replacePart(table, rows, keys);
        return done(
            new Refreshed(Mode.BY_KEY, plan.why(), keys.count()),
            state(written),
            written.changes(),
            refused,
            List.of());
      }
    }

    private TableResult whole(String why) {
      try (Persisted made = Persisted.of(models.rows(session, table, versions))) {
        Dataset<Row> rows = made.in(session);
        TableChecks.Report report = new TableChecks(table).of(rows);
        if (report.stops()) {
          return stopped(report);
        }
        Written written = context.store().write(session, write(report.warnings()), rows);
        return done(full(why), state(written), written.changes(), 0, report.results());
      }
    }

    private TableResult byKey(RefreshPlan.ByKey plan) {
      TouchedKeys keys = plan.keys();
      InputViews narrowed = new NarrowedInputs(plan, versions);
      try (Persisted made = Persisted.of(models.rows(session, table, narrowed))) {
        Dataset<Row> rows = made.in(session);
        Candidate candidate = new Candidate(table, keys, rows);
        candidate.requireTouched();
        TableChecks.Report report =
            candidate.check(present(plan.version()), () -> lastBuilds.warnings(session, table));
        if (report.stops()) {
          return stopped(report);
        }
        Written written =
            context
                .store()
                .writePart(session, write(report.warnings()), plan.version(), keys::touched, rows);
        return done(
            new Refreshed(Mode.BY_KEY, plan.why(), keys.count()),
            state(written),
            written.changes(),
            0,
            report.results());
      }
    }

    private TableResult stopped(TableChecks.Report report) {
      String why =
          report.results().stream()
              .filter(CheckResult::stops)
              .map(CheckResult::describe)
              .collect(Collectors.joining("; "));
      return TableResult.stopped(
          table.name(),
          Status.FAILED,
          report.results(),
          new TableResult.Problem(Category.DATA_QUALITY, why));
    }

    private TableResult done(
        Refreshed refreshed,
        TableState state,
        Changes changes,
        long quarantined,
        List<CheckResult> checks) {
      versions.pin(table.name(), state.version());
      return new TableResult(
          table.name(),
          Status.DONE,
          refreshed,
          Optional.of(new Consumption(state, definition, inputs)),
          quarantined,
          "",
          changes,
          (System.nanoTime() - start) / 1e9,
          checks,
          Optional.empty());
    }

    private Refreshed full(String why) {
      return new Refreshed(Mode.FULL, why, 0);
    }

    private TableState state(Written written) {
      return new TableState(written.version(), context.store().id(session, path()), written.rows());
    }

    private TableWrite write(Map<String, Long> warnings) {
      return TableWrite.of(
          path(), table.key(), Consumption.metadata(context.runId(), definition, inputs, warnings));
    }

    private Dataset<Row> present(long version) {
      return context.store().read(session, path(), version);
    }

    private Path path() {
      return context.store().path(table.layer(), table.name());
    }
  }
}
