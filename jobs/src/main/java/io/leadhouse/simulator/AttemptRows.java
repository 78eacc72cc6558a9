package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Attempted;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Rows of outreach_attempts. */
final class AttemptRows {
  private final CopyTarget attempts;

  AttemptRows(CopyTargets targets) {
    this.attempts =
        targets.into(
            "outreach_attempts",
            List.of(
                "id",
                "organization_id",
                "campaign_id",
                "lead_id",
                "channel",
                "template",
                "sent_at",
                "delivered_at",
                "opened_at",
                "replied_at",
                "bounced_at",
                "unsubscribed_at",
                "cost",
                "updated_at"));
  }

  /**
   * @param end the instant at which the database is seen
   */
  void write(long organizationId, long leadId, int position, Attempted attempt, Instant end) {
    attempts
        .number(SimulatedIds.fact(leadId, position))
        .number(organizationId)
        .id(attempt.campaignId())
        .number(leadId)
        .text(attempt.channel())
        .text(attempt.template())
        .instant(attempt.at());
    Instant updatedAt = attempt.at();
    for (Instant receipt : receipts(attempt)) {
      boolean isKnown = receipt != null && receipt.isBefore(end);
      attempts.instant(isKnown ? receipt : null);
      updatedAt = isKnown && receipt.isAfter(updatedAt) ? receipt : updatedAt;
    }
    if (attempt.costMicros() == 0) {
      attempts.nothing();
    } else {
      attempts.micros(attempt.costMicros());
    }
    attempts.instant(updatedAt).endRow();
  }

  private static List<Instant> receipts(Attempted attempt) {
    return Arrays.asList(
        attempt.deliveredAt(),
        attempt.openedAt(),
        attempt.repliedAt(),
        attempt.bouncedAt(),
        attempt.unsubscribedAt());
  }
}
