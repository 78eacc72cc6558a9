package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.pipeline.RunClock;
import io.leadhouse.pipeline.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
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
  @Mixin private AcceptOption accept;

  @Override
  public Integer call() throws IOException {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    RunClock clock = asOf.clock();
    Home.House house = home.house(config.source().pack());
    PrintWriter out = spec.commandLine().getOut();
    RunReport report =
        new RunExecution(config, house.warehouse(), out).whole(home, clock, accept.tables());
    if (report.published().isEmpty()) {
      RunSummary.sayNothingPublished(out);
    }
    return report.exitCode();
  }
}
