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
        .json(variants(experiment))
        .json(METRICS)
        .integer(plan.sampleSize())
        .micros(Math.round(experiment.minimumEffect() * 1e6))
        .decimal("0.95")
        .text(status(plan.days(), lastDay))
        .endRow();
  }

  /** Tests that no CRM should hold; nothing refers to them. */
  void writeDirty(World.Organization organization, LocalDate start) {
    String variants = variants(organization.experiment());
    String oneArm = "[{\"name\": \"all\", \"weight\": 1}]";
    String lostWeight = "[{\"name\": \"a\", \"weight\": -1}, {\"name\": \"b\", \"weight\": 1}]";
    String noKind = "[{\"name\": \"replied\", \"kind\": \"feeling\"}]";
    writeDirty(organization, 0, start.plusDays(9), start, variants, METRICS, 100);
    writeDirty(organization, 1, start, start.plusDays(9), oneArm, METRICS, 100);
    writeDirty(organization, 2, start, start.plusDays(9), lostWeight, METRICS, 100);
    writeDirty(organization, 3, start, start.plusDays(9), variants, "[]", 100);
    writeDirty(organization, 4, start, start.plusDays(9), variants, noKind, 100);
    writeDirty(organization, 5, start, start.plusDays(9), variants, METRICS, 0);
  }

  private void writeDirty(
      World.Organization organization,
      int place,
      LocalDate first,
      LocalDate last,
      String variants,
      String metrics,
      int sampleSize) {
    tests
        .number(SimulatedIds.strayTest(organization.id(), place))
        .number(organization.id())
        .nothing()
        .text("Draft " + (place + 1))
        .nothing()
        .text("message")
        .date(first)
        .date(last)
        .json(variants)
        .json(metrics)
        .integer(sampleSize)
        .nothing()
        .decimal("0.95")
        .text("draft")
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
        .decimal(observed.value())
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
          "{\"name\": \""
              + variant.name()
              + "\", \"weight\": "
              + variant.weight()
              + (isControl ? ", \"is_control\": true}" : "}"));
    }
    return json.toString();
  }
}
