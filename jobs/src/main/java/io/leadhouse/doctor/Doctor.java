package io.leadhouse.doctor;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.model.SourcePack;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Checks whether a run can work as it is configured. Reads, and writes nothing anywhere. */
public final class Doctor {
  private Doctor() {}

  /** Looks at the machine, the source and the target. */
  public static Diagnosis examine(LeadhouseConfig config, SourcePack pack, Clock clock) {
    List<Finding> findings = new ArrayList<>();
    SourceCheck source = new SourceCheck(config.source(), pack, clock);
    List<Finding> ofSource = source.findings();
    findings.addAll(MachineCheck.findings(config));
    findings.add(DiskCheck.finding(config.warehouse(), source.bytes()));
    findings.addAll(ofSource);
    findings.addAll(TargetCheck.findings(config));
    return new Diagnosis(findings);
  }
}
