package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Enrolled;
import io.leadhouse.simulator.Fact.Observed;
import java.time.LocalDate;
import java.util.List;
import java.util.StringJoiner;

/** Rows of ab_tests, ab_test_assignments and ab_test_outcomes. */
final class ExperimentRows {
  private static final String METRICS =
      """
      [{"name": "%s", "kind": "proportion", "role": "primary", "good_direction": "up"},
       {"name": "%s", "kind": "mean", "role": "secondary", "good_direction": "up", "cuped": true},
       {"name": "%s", "kind": "proportion", "role": "guardrail", "good_direction": "down", "margin": 0.02}]
      """
          .formatted(
              ExperimentUnits.REPLIED, ExperimentUnits.PAGE_VIEWS, ExperimentUnits.UNSUBSCRIBED);

  private final CopyTarget tests;
  private final CopyTarget assignments;
  private final CopyTarget outcomes;

  ExperimentRows(CopyTargets targets) {
    this.tests =
        targets.into(
            "ab_tests",
            List.of(
                "id",
                "organization_id",
                "campaign_id",
                "name",
                "hypothesis",
                "test_type",
                "start_date",
                "end_date",
                "variants",
                "metrics",
                "planned_sample_size",
                "minimum_effect",
                "confidence_level",
                "status"));
    this.assignments =
        targets.into(
            "ab_test_assignments", List.of("test_id", "lead_id", "variant", "assigned_at"));
    this.outcomes =
        targets.into(
            "ab_test_outcomes", List.of("test_id", "lead_id", "metric", "value", "occurred_at"));
  }

  /**
   * @param lastDay the last local day that is, at least in part, in the history
   */
  void writeTest(World.Organization organization, PlannedTest plan, LocalDate lastDay) {
    if (plan.days().drafted().isAfter(lastDay)) {
      return;
    }
    World.Experiment experiment = organization.experiment();
    tests
        .number(SimulatedIds.test(organization.id()))
        .number(organization.id())
        .nothing()
        .text(experiment.name())
        .text(experiment.hypothesis())
        .text(experiment.testType())
        .date(plan.days().first())
        .date(plan.days().last())
        .text(variants(experiment))
        .text(METRICS)
        .number(plan.sampleSize())
        .micros(Math.round(experiment.minimumEffect() * 1e6))
        .text("0.95")
        .text(status(plan.days(), lastDay))
        .endRow();
  }

  void write(long leadId, Enrolled enrolled) {
    assignments
        .number(enrolled.testId())
        .number(leadId)
        .text(enrolled.variant())
        .instant(enrolled.at())
        .endRow();
  }

  void write(long leadId, Observed observed) {
    outcomes
        .number(observed.testId())
        .number(leadId)
        .text(observed.metric())
        .text(observed.value())
        .instant(observed.occurredAt())
        .endRow();
  }

  private static String status(ExperimentDays days, LocalDate lastDay) {
    if (lastDay.isBefore(days.first())) {
      return "draft";
    }
    return lastDay.isAfter(days.last()) ? "completed" : "running";
  }

  private static String variants(World.Experiment experiment) {
    StringJoiner json = new StringJoiner(", ", "[", "]");
    for (World.Experiment.Variant variant : experiment.variants()) {
      boolean isControl = variant.equals(experiment.variants().get(0));
      json.add(
          "{\"name\": \"%s\", \"weight\": %d%s}"
              .formatted(
                  variant.name(), variant.weight(), isControl ? ", \"is_control\": true" : ""));
    }
    return json.toString();
  }
}
