package io.leadhouse.simulator;

import java.time.LocalDate;
import java.util.List;

/** Rows of holidays and lead_scoring_rules: what an organization sets up and keeps. */
final class SetupRows {
  private final CopyTarget holidays;
  private final CopyTarget rules;

  SetupRows(CopyTargets targets) {
    this.holidays = targets.into("holidays", List.of("organization_id", "day"));
    this.rules =
        targets.into(
            "lead_scoring_rules",
            List.of("id", "organization_id", "name", "criteria", "points", "is_active"));
  }

  /** The holidays of every year of the history, known from its first day on. */
  void writeHolidays(World.Organization organization, LocalDate start, LocalDate lastDay) {
    for (int year = start.getYear(); year <= lastDay.getYear(); year++) {
      for (String day : organization.holidays()) {
        holidays.number(organization.id()).date(LocalDate.parse(year + "-" + day)).endRow();
      }
    }
  }

  void writeScoringRules(World.Organization organization) {
    for (int i = 0; i < organization.scoringRules().size(); i++) {
      World.ScoringRule rule = organization.scoringRules().get(i);
      rules
          .number(SimulatedIds.rule(organization.id(), i))
          .number(organization.id())
          .text(rule.name())
          .json(rule.criteria())
          .integer(rule.points())
          .bool(true)
          .endRow();
    }
  }
}
