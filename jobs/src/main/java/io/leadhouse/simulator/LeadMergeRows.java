package io.leadhouse.simulator;

import java.time.Instant;
import java.util.List;

/** Rows of lead_merges. */
final class LeadMergeRows {
  private final CopyTarget merges;

  LeadMergeRows(CopyTargets targets) {
    this.merges = targets.into("lead_merges", List.of("loser_id", "survivor_id", "merged_at"));
  }

  void write(long loserId, long survivorId, Instant mergedAt) {
    merges.number(loserId).number(survivorId).instant(mergedAt).endRow();
  }
}
