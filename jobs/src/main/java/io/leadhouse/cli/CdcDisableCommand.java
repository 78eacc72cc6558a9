package io.leadhouse.cli;

import io.leadhouse.postgres.cdc.CaptureSetup;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "disable",
    description = "Drops replication slot and publication, so that the source keeps no log for us.")
final class CdcDisableCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    new CaptureSetup(CdcContext.of(options).source()).disable().forEach(out::println);
    out.flush();
    return 0;
  }
}
