package io.leadhouse.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "build",
    description = "Builds the tables of one subject over what a run has ingested and built.")
final class BuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private RunIdOption run;

  @Option(
      names = "--select",
      paramLabel = "SUBJECT",
      required = true,
      description = "core (staging and core), or a folder of sql/marts.")
  private String subject;

  @Override
  public Integer call() throws IOException {
    return new RunPart(options, run, spec.commandLine().getOut())
        .execute((staged, console) -> staged.build(subject, console))
        .exitCode();
  }
}
