package io.leadhouse.models.experiment;

import java.util.Locale;
import java.util.Optional;

/** What a test says, in one word. */
enum Verdict {
  INVALID,
  WINNER,
  LOSER,
  INCONCLUSIVE,
  UNDERPOWERED,
  RUNNING;

  /** The verdict; empty for a draft that nobody was put into. */
  static Optional<Verdict> of(
      Trial trial, Course course, Spread spread, ExperimentSettings settings) {
    ExperimentPlan plan = trial.plan();
    if (plan.isDraft() && trial.assigned().isEmpty()) {
      return Optional.empty();
    }
    if (spread.isInvalid()) {
      return Optional.of(INVALID);
    }
    Optional<Finding> decision = course.decision();
    if (decision.isPresent()) {
      return Optional.of(decision.get().isGood() ? WINNER : LOSER);
    }
    if (plan.hasEnded() && !trial.hasImmatureUnits()) {
      return Optional.of(isLargeEnough(plan, course, settings) ? INCONCLUSIVE : UNDERPOWERED);
    }
    return Optional.of(course.plannedUnitsOn().isPresent() ? INCONCLUSIVE : RUNNING);
  }

  private static boolean isLargeEnough(
      ExperimentPlan plan, Course course, ExperimentSettings settings) {
    int planned = plan.plannedUnits() == null ? 0 : plan.plannedUnits();
    return course.unitsOfSmallestArm() >= Math.max(planned, settings.minimumUnits())
        && !plan.contrasts().isEmpty();
  }

  /** Its name in the tables. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
