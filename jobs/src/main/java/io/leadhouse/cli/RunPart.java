package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.graph.House;
import io.leadhouse.pipeline.RunReport;
import io.leadhouse.pipeline.StagedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.function.BiFunction;

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
    House house = home.house(config.source().pack());
    return new RunExecution(config, house, out)
        .of(
            (session, console) -> {
              StagedRun staged = new StagedRun(house, session, config, Clock.systemUTC(), run.id());
              return part.apply(staged, console);
            });
  }
}
