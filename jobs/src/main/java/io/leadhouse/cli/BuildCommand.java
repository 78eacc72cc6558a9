package io.leadhouse.cli;

import io.leadhouse.pipeline.Choice;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "build",
    description = "Builds a subject, or some tables, over what a run has ingested and built.")
final class BuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private RunIdOption run;
  @Mixin private RebuildOption rebuild;

  @Option(
      names = "--select",
      paramLabel = "SUBJECT",
      required = true,
      split = ",",
      description = {
        "core (staging and core), a folder of sql/marts, or a table; TABLE+ with what depends on",
        "it, +TABLE with what it is made of. May be repeated."
      })
  private List<String> selected;

  @Override
  public Integer call() throws IOException {
    Choice choice = new Choice(selected, rebuild.effort());
    return new RunPart(options, run, spec.commandLine().getOut())
        .execute((staged, console) -> staged.build(choice, console))
        .exitCode();
  }
}
