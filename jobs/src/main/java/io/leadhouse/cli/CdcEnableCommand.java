package io.leadhouse.cli;

import io.leadhouse.postgres.cdc.CaptureSetup;
import io.leadhouse.postgres.cdc.ChangeCapture;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "enable",
    description = {
      "Makes publication and replication slot, and begins a run with an ingest of all tables in",
      "the snapshot after which the slot tells changes. Again: adds tables that are new in raw.yml."
    })
final class CdcEnableCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private AsOfOption asOf;

  @Override
  public Integer call() throws IOException {
    CdcContext context = CdcContext.of(options);
    CaptureSetup setup = new CaptureSetup(context.source());
    PrintWriter out = spec.commandLine().getOut();
    setup.publish().forEach(out::println);
    if (setup.hasSlot()) {
      new ChangeCapture(context.source()).requireUsable();
      out.println("The slot is there already: the next ingest goes on from it.");
      out.flush();
      return 0;
    }
    Instant instant = asOf.clock().asOf();
    String run =
        "cdc-" + Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(':', '-');
    int exitCode = new CdcFirstLoad(context, setup, out).execute(run, instant).exitCode();
    out.printf("%nMade the slot. Go on with `leadhouse run`, or with the parts of run %s.%n", run);
    out.flush();
    return exitCode;
  }
}
