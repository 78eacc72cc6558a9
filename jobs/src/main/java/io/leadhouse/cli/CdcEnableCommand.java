package io.leadhouse.cli;

import io.leadhouse.ingest.IngestedTable;
import io.leadhouse.pipeline.RunReport;
import io.leadhouse.postgres.cdc.CaptureSetup;
import io.leadhouse.postgres.cdc.ChangeCapture;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
    RunReport report = new CdcFirstLoad(context, setup, out).execute(run, instant);
    List<String> stopped =
        report.ingest().stream()
            .flatMap(ingest -> ingest.stopped().stream())
            .map(IngestedTable::table)
            .toList();
    out.printf("%n%s%n", outcome(run, stopped));
    out.flush();
    return report.exitCode();
  }

  static String outcome(String run, List<String> stopped) {
    return stopped.isEmpty()
        ? "Made the slot. Go on with `leadhouse run`, or with the parts of run %s.".formatted(run)
        : "The slot is made, but tables were stopped: %s. Do what is said of each above, then `leadhouse run`, which reads them. Until a table that is read from the log lands, the source keeps its log."
            .formatted(String.join(", ", stopped));
  }
}
