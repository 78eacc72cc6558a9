package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.DealValue;
import io.leadhouse.simulator.Fact.OwnerChanged;
import io.leadhouse.simulator.Fact.ScoreChanged;
import io.leadhouse.simulator.Fact.StageChanged;
import io.leadhouse.simulator.Fact.StrayStageLogged;
import io.leadhouse.simulator.Fact.ValueChanged;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Rows of audit_logs, in the shapes that the schema fixes. */
final class AuditLogRows {
  private final CopyTarget logs;

  AuditLogRows(CopyTargets targets) {
    this.logs =
        targets.into(
            "audit_logs",
            List.of(
                "id",
                "organization_id",
                "entity_type",
                "entity_id",
                "action",
                "old_value",
                "new_value",
                "reason",
                "user_id",
                "created_at"));
  }

  /** Writes the entry of a fact that leaves one. */
  void write(World.Organization organization, long leadId, int position, Fact fact) {
    Entry entry = entry(organization, fact);
    if (entry == null) {
      return;
    }
    logs.number(SimulatedIds.fact(leadId, position))
        .number(organization.id())
        .text("lead")
        .number(leadId)
        .text(entry.action())
        .json(entry.oldValue())
        .json(entry.newValue())
        .text(entry.reason())
        .id(entry.userId())
        .instant(entry.createdAt())
        .endRow();
  }

  private record Entry(
      String action,
      String oldValue,
      String newValue,
      String reason,
      long userId,
      Instant createdAt) {}

  private static Entry entry(World.Organization organization, Fact fact) {
    if (fact instanceof StageChanged move) {
      return new Entry(
          "stage_change",
          stage(organization.stageId(move.from())),
          stage(organization.stageId(move.to())),
          move.reason(),
          move.userId(),
          move.dated());
    }
    if (fact instanceof StrayStageLogged move) {
      return new Entry(
          "stage_change",
          stage(organization.stageId(move.from())),
          move.stageId() == 0 ? "{\"stage_id\": null}" : stage(move.stageId()),
          null,
          0,
          move.at());
    }
    if (fact instanceof OwnerChanged change) {
      return new Entry(
          "owner_change",
          owner(change.from()),
          owner(change.to()),
          null,
          change.userId(),
          change.at());
    }
    if (fact instanceof ValueChanged change) {
      return new Entry(
          "value_change",
          value(change.from()),
          value(change.to()),
          null,
          change.userId(),
          change.at());
    }
    if (fact instanceof ScoreChanged change) {
      return new Entry(
          "score_change", score(change.from()), score(change.to()), null, 0, change.at());
    }
    return null;
  }

  private static String stage(long id) {
    return "{\"stage_id\": " + id + "}";
  }

  private static String owner(long id) {
    return "{\"owner_id\": " + (id == 0 ? "null" : Long.toString(id)) + "}";
  }

  private static String score(int points) {
    return "{\"score\": " + (points < 0 ? "null" : Integer.toString(points)) + "}";
  }

  private static String value(DealValue value) {
    if (value == null) {
      return "{\"currency\": null, \"deal_value\": null}";
    }
    String currency = value.currency() == null ? "null" : "\"" + value.currency() + "\"";
    BigDecimal amount = BigDecimal.valueOf(value.cents(), 2);
    return "{\"currency\": " + currency + ", \"deal_value\": " + amount.toPlainString() + "}";
  }
}
