package io.leadhouse.bench;

import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.postgres.PostgresEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures a whole run and those after changes, and the same work done by DuckDB and by"
            + " Postgres.")
final class Bench extends BenchCommand {
  private static final String READ_ENGAGEMENTS = "ingest public.engagements";
  private static final Set<RunStep> AFTER_CHANGES = EnumSet.complementOf(EnumSet.of(RunStep.FULL));
  private static final String CONFIG =
      """
      warehouse: warehouse
      source: {pack: crm, host: %s, port: %d, database: %s, user: %s}
      publish: {host: %s, port: %d, database: %s, user: %s}
      """;

  /** The benchmark's command line; `make bench` calls it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  void measure(Path folder, SimulatedCrm crm, BenchReport report)
      throws IOException, InterruptedException, SQLException {
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgres"), 0)) {
      PostgresEndpoint source = database.database("crm");
      report.add(crm.fill(source));
      report.add(DiscardedCopy.measure(source, READ_ENGAGEMENTS));
      PostgresEndpoint analytics = database.database("analytics");
      Path config = Files.writeString(folder.resolve("leadhouse.yml"), config(source, analytics));
      run(RunStep.FULL, source, config, report);
      Contest contest =
          new Contest(
              new Worker(home(), DuckDbWorker.class),
              database.database("contest"),
              new DeltaParquet(folder.resolve("warehouse")),
              scratch);
      for (Comparison comparison : Comparison.ALL) {
        contest.run(comparison, database.process()).forEach(report::add);
      }
      // After the contest, in which others read the Parquet files of a table that was never
      // patched.
      for (RunStep step : AFTER_CHANGES) {
        run(step, source, config, report);
      }
    }
    compare(report);
  }

  private void run(RunStep step, PostgresEndpoint source, Path config, BenchReport report)
      throws IOException, InterruptedException, SQLException {
    step.change(source);
    new Worker(home(), PipelineWorker.class)
        .run("leadhouse", List.of(config.toString(), step.name()))
        .forEach(report::add);
  }

  private static void compare(BenchReport report) {
    report.compare(READ_ENGAGEMENTS, "leadhouse", "copy");
    for (RunStep step : AFTER_CHANGES) {
      report.compareSteps(step.title(), RunStep.FULL.title(), "leadhouse");
    }
    for (Comparison comparison : Comparison.ALL) {
      report.compare(comparison.made(), "leadhouse", "duckdb");
      report.compare(comparison.made(), "leadhouse", "postgres");
    }
  }

  private static String config(PostgresEndpoint source, PostgresEndpoint analytics) {
    return CONFIG.formatted(
        source.host(),
        source.port(),
        source.database(),
        source.user(),
        analytics.host(),
        analytics.port(),
        analytics.database(),
        analytics.user());
  }
}
