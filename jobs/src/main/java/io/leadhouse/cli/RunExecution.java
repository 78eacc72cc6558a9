package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.engine.Scope;
import io.leadhouse.graph.House;
import io.leadhouse.pipeline.Choice;
import io.leadhouse.pipeline.RunClock;
import io.leadhouse.pipeline.RunReport;
import io.leadhouse.pipeline.SelectedRun;
import io.leadhouse.pipeline.WarehouseRun;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.spark.sql.SparkSession;

/**
 * Runs a run, or a part of one, with a Spark session and a console of its own, and prints what it
 * did.
 */
record RunExecution(LeadhouseConfig config, House house, PrintWriter out) {
  /**
   * The report of a whole run, printed.
   *
   * @param accepted source tables whose changes are wanted whatever they are
   * @param effort how much of every table is recomputed
   */
  RunReport whole(RunClock clock, Set<String> accepted, Scope.Effort effort) throws IOException {
    return of(
        (session, console) ->
            new WarehouseRun(house, session, config, clock)
                .accepting(accepted)
                .with(effort)
                .execute(console));
  }

  /** The report of a run of some tables, printed. */
  RunReport some(Choice choice, Optional<Instant> asOf) throws IOException {
    return of(
        (session, console) ->
            new SelectedRun(house, session, config, Clock.systemUTC())
                .execute(choice, asOf, console));
  }

  /**
   * The report of a part, printed. No command class may hold such a lambda: picocli reads the
   * classes' methods, and would load Spark for every answer.
   */
  RunReport of(BiFunction<SparkSession, RunConsole, RunReport> run) throws IOException {
    try (SparkSession session =
            SparkSessions.open(config.spark().settings(config.retentionDays()));
        RunConsole console = RunConsole.forThisTerminal()) {
      RunReport report = run.apply(session, console);
      console.close();
      new RunSummary(out, house.warehouse()).print(report);
      return report;
    }
  }
}
