package io.leadhouse.cli;

import static java.util.stream.Collectors.joining;

import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.cdc.CaptureSetup;
import io.leadhouse.postgres.cdc.CaptureStatus;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    description = "Tells whether slot and publication are there, and how far behind the slot is.")
final class CdcStatusCommand implements Callable<Integer> {
  private static final double MEGABYTE = 1024.0 * 1024.0;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Override
  public Integer call() {
    CaptureStatus status = new CaptureSetup(CdcContext.of(options).source()).status();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("slot         %s%n", status.slot().map(slot -> status.name()).orElse("none"));
    status.slot().ifPresent(slot -> print(out, slot, status.limit()));
    out.printf("publication  %s%n", status.hasPublication() ? status.name() : "none");
    out.printf("tables       %s%n", names(status.captured()));
    if (!status.missing().isEmpty()) {
      out.printf("not captured %s: run `leadhouse cdc enable`%n", names(status.missing()));
    }
    out.flush();
    return 0;
  }

  private static void print(PrintWriter out, CaptureStatus.Slot slot, String limit) {
    out.printf("log          %s%s%n", slot.walStatus(), slot.active() ? ", being read" : "");
    out.printf("confirmed    %s%n", slot.confirmed());
    out.printf("behind       %,.1f MB%n", slot.behindBytes() / MEGABYTE);
    out.printf(
        "held         %,.1f MB of at most %s (max_slot_wal_keep_size)%n",
        slot.heldBytes() / MEGABYTE, limit);
  }

  private static String names(List<TableName> tables) {
    return tables.isEmpty()
        ? "none"
        : tables.stream().map(TableName::toString).sorted().collect(joining(", "));
  }
}
