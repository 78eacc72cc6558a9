package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Bought;
import io.leadhouse.simulator.Fact.Engaged;
import io.leadhouse.simulator.Fact.HardDeleted;
import io.leadhouse.simulator.Fact.Merged;
import io.leadhouse.simulator.Fact.SoftDeleted;
import io.leadhouse.simulator.Fact.Spoiled;
import io.leadhouse.simulator.Fact.StageChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts what is planted in the lives of leads, by organization and kind. */
final class Tally {
  private static final Duration LATE = Duration.ofDays(1);

  private final Instant end;
  private final Map<Long, Map<String, Long>> counts = new TreeMap<>();

  /**
   * @param end the instant at which the database is seen
   */
  Tally(Instant end) {
    this.end = end;
  }

  /**
   * @param isGone whether the lead was deleted for good before the end
   */
  void count(World.Organization organization, LeadLife life, boolean isGone) {
    for (Fact fact : life.facts()) {
      if (!fact.at().isBefore(end)) {
        return;
      }
      if (fact instanceof HardDeleted) {
        add(organization.id(), "hard_deleted");
      }
      // Of a lead that is gone, only the log stays.
      String kind = isGone ? null : kind(fact, organization);
      if (kind != null) {
        add(organization.id(), kind);
      }
    }
  }

  void mergedAcross(long organizationId) {
    add(organizationId, "merged_across_organizations");
  }

  Map<Long, Map<String, Long>> byOrganization() {
    return counts;
  }

  private static String kind(Fact fact, World.Organization organization) {
    if (fact instanceof StageChanged move) {
      return kindOfMove(move, organization);
    }
    if (fact instanceof Spoiled spoiled) {
      return "dirty_" + spoiled.kind().name().toLowerCase(Locale.ROOT);
    }
    if (fact instanceof Engaged engaged) {
      // An engagement at infinity has no delay.
      boolean isLate =
          engaged.at().isAfter(engaged.occurredAt())
              && engaged.at().minus(LATE).isAfter(engaged.occurredAt());
      return isLate ? "engagement_recorded_days_late" : null;
    }
    if (fact instanceof Bought bought) {
      return bought.cents() < 0 && bought.cents() != Fact.DealValue.NOT_A_NUMBER ? "refund" : null;
    }
    if (fact instanceof Merged) {
      return "merged";
    }
    return fact instanceof SoftDeleted ? "soft_deleted" : null;
  }

  private static String kindOfMove(StageChanged move, World.Organization organization) {
    if (move.from() == organization.lostStage()) {
      return "re_entry";
    }
    if (move.to() == organization.lostStage()) {
      return null;
    }
    if (move.to() < move.from()) {
      return "regression";
    }
    return move.to() > move.from() + 1 ? "skipped_stage" : null;
  }

  private void add(long organizationId, String kind) {
    counts.computeIfAbsent(organizationId, id -> new TreeMap<>()).merge(kind, 1L, Long::sum);
  }
}
