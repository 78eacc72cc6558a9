package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Assigned;
import java.util.List;

/** Rows of lead_assignment_rules and lead_assignment_history. */
final class AssignmentRows {
  private final CopyTarget rules;
  private final CopyTarget history;

  AssignmentRows(CopyTargets targets) {
    this.rules =
        targets.into(
            "lead_assignment_rules",
            List.of(
                "id",
                "organization_id",
                "name",
                "conditions",
                "assignment_type",
                "assigned_to",
                "is_active",
                "priority"));
    this.history =
        targets.into(
            "lead_assignment_history",
            List.of(
                "id",
                "lead_id",
                "previous_assigned_to",
                "new_assigned_to",
                "assigned_by",
                "strategy",
                "rule_id",
                "assignment_reason",
                "created_at"));
  }

  void writeRules(World.Organization organization) {
    for (int i = 0; i < organization.assignmentRules().size(); i++) {
      World.AssignmentRule rule = organization.assignmentRules().get(i);
      rules
          .number(SimulatedIds.rule(organization.id(), i))
          .number(organization.id())
          .text(rule.name())
          .json(rule.conditions())
          .text(rule.type())
          .id(rule.user() == null ? 0 : SimulatedIds.user(organization.id(), rule.user()))
          .bool(true)
          .integer(10 * (i + 1))
          .endRow();
    }
  }

  void write(long leadId, int position, Assigned assigned) {
    history
        .number(SimulatedIds.fact(leadId, position))
        .number(leadId)
        .id(assigned.from())
        .id(assigned.to())
        .id(assigned.byUser())
        .text(assigned.strategy())
        .id(assigned.ruleId())
        .text(assigned.reason())
        .instant(assigned.at())
        .endRow();
  }
}
