package io.leadhouse.cli;

import io.leadhouse.pipeline.RunReport;
import io.leadhouse.pipeline.StagedRun;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "publish",
    description = "Ends a run in parts: publishes what it has built, in one transaction.")
final class PublishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private RunIdOption run;

  @Override
  public Integer call() throws IOException {
    RunReport report =
        new RunPart(options, run, spec.commandLine().getOut()).execute(StagedRun::publish);
    if (report.published().isEmpty()) {
      RunSummary.sayNothingPublished(spec.commandLine().getOut());
    }
    return report.exitCode();
  }
}
