package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Acted;
import io.leadhouse.simulator.Fact.Direction;
import java.time.Instant;
import java.util.List;

/** Rows of activities. */
final class ActivityRows {
  private static final String INBOUND = "{\"direction\": \"inbound\"}";
  private static final String OUTBOUND = "{\"direction\": \"outbound\"}";

  private final CopyTarget activities;

  ActivityRows(CopyTargets targets) {
    this.activities =
        targets.into(
            "activities",
            List.of(
                "id",
                "lead_id",
                "user_id",
                "activity_type",
                "subject",
                "scheduled_at",
                "completed_at",
                "is_completed",
                "duration_minutes",
                "outcome",
                "metadata",
                "created_at",
                "updated_at"));
  }

  /**
   * @param end the instant at which the database is seen
   */
  void write(long leadId, int position, Acted acted, Instant end) {
    boolean isUndated = Instant.MAX.equals(acted.completedAt());
    boolean isDated = acted.completedAt() != null && acted.completedAt().isBefore(end);
    boolean isCompleted = isDated || isUndated;
    activities
        .number(SimulatedIds.fact(leadId, position))
        .number(leadId)
        .id(acted.userId())
        .text(acted.type())
        .text(acted.subject())
        .instant(acted.scheduledAt())
        .instant(isDated ? acted.completedAt() : null)
        .bool(isCompleted);
    if (isCompleted && acted.minutes() != 0) {
      activities.integer(acted.minutes());
    } else {
      activities.nothing();
    }
    activities
        .text(isCompleted ? acted.outcome() : null)
        .json(acted.direction() == Direction.INBOUND ? INBOUND : OUTBOUND)
        .instant(acted.at())
        .instant(isDated ? acted.completedAt() : acted.at())
        .endRow();
  }
}
