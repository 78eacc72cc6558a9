package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.graph.House;
import io.leadhouse.pipeline.Choice;
import io.leadhouse.pipeline.RunClock;
import io.leadhouse.pipeline.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description = {
      "Ingests the source, builds every table and publishes: one whole run. With --select it reads",
      "no source: it builds the selected tables from the others as they are, and publishes those",
      "of them that are published."
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private AsOfOption asOf;
  @Mixin private AcceptOption accept;
  @Mixin private RebuildOption rebuild;

  @Option(
      names = "--select",
      paramLabel = "TABLE",
      split = ",",
      description = {
        "Only TABLE; TABLE+ with what depends on it, +TABLE with what it is made of. A subject, such",
        "as funnel, stands for its tables. May be repeated. They speak of the instant of the last run",
        "unless --as-of and reporting_window+ are given."
      })
  private List<String> selected = List.of();

  @Override
  public Integer call() throws IOException {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    RunClock clock = asOf.clock();
    House house = home.house(config.source().pack());
    PrintWriter out = spec.commandLine().getOut();
    RunExecution execution = new RunExecution(config, house, out);
    Choice choice = new Choice(selected, rebuild.effort());
    refuseAcceptWithSelect();
    RunReport report =
        selected.isEmpty()
            ? execution.whole(clock, accept.tables(), choice.effort())
            : execution.some(choice, asOf.given());
    if (config.publish().isEmpty()) {
      RunSummary.sayNothingPublished(out);
    }
    return report.exitCode();
  }

  private void refuseAcceptWithSelect() {
    if (!selected.isEmpty() && !accept.tables().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--accept is about the source, which --select does not read.");
    }
  }
}
