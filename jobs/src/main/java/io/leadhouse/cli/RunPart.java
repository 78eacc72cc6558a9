package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.pipeline.RunReport;
import io.leadhouse.pipeline.StagedRun;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.function.BiFunction;
import org.apache.spark.sql.SparkSession;

/** Opens what a part of a run needs, runs it and says what it did. */
final class RunPart {
  private final ConfigOptions options;
  private final RunIdOption run;
  private final PrintWriter out;

  RunPart(ConfigOptions options, RunIdOption run, PrintWriter out) {
    this.options = options;
    this.run = run;
    this.out = out;
  }

  /** The report of the part, printed. */
  RunReport execute(BiFunction<StagedRun, RunConsole, RunReport> part) throws IOException {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    Home.House house = home.house(config.source().pack());
    try (SparkSession session =
            SparkSessions.open(config.spark().settings(config.retentionDays()));
        RunConsole console = RunConsole.forThisTerminal()) {
      StagedRun staged =
          new StagedRun(
              home.sql(), session, config, house.warehouse(), Clock.systemUTC(), run.id());
      RunReport report = part.apply(staged, console);
      console.close();
      new RunSummary(out, house.warehouse()).print(report);
      return report;
    }
  }
}
