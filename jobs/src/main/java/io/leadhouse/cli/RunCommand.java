package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.pipeline.RunClock;
import io.leadhouse.pipeline.RunReport;
import io.leadhouse.pipeline.WarehouseRun;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description = "Ingests the source, builds every table and publishes: one whole run.")
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private AsOfOption asOf;

  @Override
  public Integer call() throws IOException {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    RunClock clock = asOf.clock();
    Home.House house = home.house(config.source().pack());
    try (SparkSession session =
            SparkSessions.open(config.spark().settings(config.retentionDays()));
        RunConsole console = RunConsole.forThisTerminal()) {
      RunReport report =
          new WarehouseRun(home.sql(), session, config, house.warehouse(), clock).execute(console);
      console.close();
      PrintWriter out = spec.commandLine().getOut();
      new RunSummary(out, house.warehouse()).print(report);
      if (report.published().isEmpty()) {
        RunSummary.sayNothingPublished(out);
      }
      return report.exitCode();
    }
  }
}
