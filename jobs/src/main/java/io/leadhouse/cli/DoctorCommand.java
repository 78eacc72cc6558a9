package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.doctor.Diagnosis;
import io.leadhouse.doctor.Doctor;
import io.leadhouse.doctor.Finding;
import io.leadhouse.doctor.Finding.Level;
import io.leadhouse.model.SourcePack;
import io.leadhouse.model.WarehouseReader;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = {
      "Checks connections, privileges, settings, clocks, memory and disk, and says what to grant or",
      "set. Reads only; run it before the first run, and when one fails."
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Override
  public Integer call() {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    SourcePack pack = new WarehouseReader(home.sql()).read(config.source().pack()).pack();
    Diagnosis diagnosis = Doctor.examine(config, pack, Clock.systemUTC());
    PrintWriter out = spec.commandLine().getOut();
    diagnosis.findings().forEach(finding -> print(out, finding));
    out.printf(
        "%n%d ok, %d to look at, %d that a run would fail on%n",
        diagnosis.count(Level.OK), diagnosis.count(Level.WARN), diagnosis.count(Level.FAIL));
    out.flush();
    return diagnosis.exitCode();
  }

  private static void print(PrintWriter out, Finding finding) {
    String indented = finding.what().replaceAll("\\R", "\n" + " ".repeat(6));
    out.printf(
        "%-5s %s: %s%n",
        finding.level().name().toLowerCase(Locale.ROOT), finding.subject(), indented);
    if (!finding.remedy().isEmpty()) {
      out.printf("      -> %s%n", finding.remedy());
    }
  }
}
