package io.leadhouse.cli;

import io.leadhouse.pipeline.RunReport;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "ingest",
    description = "Begins a run in parts: lands every source table from one snapshot.")
final class IngestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private RunIdOption run;
  @Mixin private AsOfOption asOf;
  @Mixin private AcceptOption accept;

  @Override
  public Integer call() throws IOException {
    Instant instant = asOf.clock().asOf();
    RunReport unused =
        new RunPart(options, run, spec.commandLine().getOut())
            .execute((staged, console) -> staged.ingest(instant, accept.tables(), console));
    // A table that was left as it was stops the parts that read it; a scheduler goes on to the
    // others.
    return 0;
  }
}
