package io.leadhouse.doctor;

import io.leadhouse.doctor.Finding.Level;
import io.leadhouse.error.LeadhouseException.Category;
import java.util.Comparator;
import java.util.List;

/** All that the checks found. */
public record Diagnosis(List<Finding> findings) {
  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /** 0 when nothing fails; else what no retry heals comes before what may. */
  public int exitCode() {
    return findings.stream()
        .filter(finding -> finding.level() == Level.FAIL)
        .map(Finding::category)
        .min(Comparator.comparing(Category::mayHeal).thenComparing(Comparator.naturalOrder()))
        .map(Category::exitCode)
        .orElse(0);
  }

  public long count(Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }
}
