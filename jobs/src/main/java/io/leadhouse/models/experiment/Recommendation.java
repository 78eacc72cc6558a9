package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.Lift;
import io.leadhouse.statistics.experiment.PowerPlan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What to do about a test, in words and with its figures. */
final class Recommendation {
  private static final double SMALLEST_WRITTEN_P = 0.0001;

  private final Trial trial;
  private final Course course;
  private final Spread spread;
  private final ExperimentSettings settings;

  Recommendation(Trial trial, Course course, Spread spread, ExperimentSettings settings) {
    this.trial = trial;
    this.course = course;
    this.spread = spread;
    this.settings = settings;
  }

  String text(Optional<Verdict> verdict) {
    if (verdict.isEmpty()) {
      return "Not started: it is a draft and nobody was put into it.";
    }
    return switch (verdict.get()) {
      case INVALID -> invalid();
      case WINNER -> winner(course.decision().orElseThrow());
      case LOSER -> loser(course.decision().orElseThrow());
      case INCONCLUSIVE -> inconclusive();
      case UNDERPOWERED -> underpowered();
      case RUNNING -> running();
    };
  }

  private String invalid() {
    if (spread.unplanned() > 0) {
      return format(
          "Do not use its figures: arms that were to get nobody got %,d. Find out how, then start"
              + " again.",
          spread.unplanned());
    }
    StringBuilder counts = new StringBuilder();
    List<Arm> arms = trial.plan().weightedArms();
    double weights = arms.stream().mapToDouble(Arm::weight).sum();
    long assigned = arms.stream().mapToLong(trial::assigned).sum();
    for (Arm arm : arms) {
      counts.append(counts.isEmpty() ? "" : ", ");
      counts.append(
          format(
              "%s got %,d of %,.0f expected",
              arm.variant(), trial.assigned(arm), assigned * arm.weight() / weights));
    }
    return format(
        "Do not use its figures: units were not spread as planned (%s; p %s). Find what loses or"
            + " repeats units, then start again.",
        counts, p(spread.test().orElseThrow().pValue()));
  }

  private String winner(Finding finding) {
    String text = format("Choose %s: %s", variant(finding), change(finding));
    long unproven = unprovenGuardrails(finding.contrast().treatment());
    return unproven == 0
        ? text
        : text
            + format(
                " Before that, look at its guardrails: %,d not shown to be within the margin.",
                unproven);
  }

  private String loser(Finding finding) {
    return format(
        "Keep %s: %s",
        trial.plan().control().orElseThrow().variant(),
        format("%s is worse. %s", variant(finding), change(finding)));
  }

  private String change(Finding finding) {
    Metric metric = finding.contrast().metric();
    MetricComparison arms = finding.comparison();
    Optional<Lift> lift = arms.lift(trial.plan().alpha());
    String relative =
        lift.map(
                l ->
                    format(
                        " (%+.1f %%, between %+.1f %% and %+.1f %%)",
                        100 * l.estimate(), 100 * l.interval().low(), 100 * l.interval().high()))
            .orElse("");
    return format(
        "%s %s from %s to %s%s, adjusted p %s, %s on %s.",
        metric.name(),
        arms.difference().orElseThrow() > 0 ? "rose" : "fell",
        value(metric, arms.controlValue()),
        value(metric, arms.treatmentValue()),
        relative,
        p(finding.pValue()),
        finding.by().equals(Finding.FIXED_LOOK)
            ? "read at the planned size"
            : "beyond doubt by the always-valid test",
        finding.on());
  }

  private long unprovenGuardrails(Arm arm) {
    return trial.plan().contrasts().stream()
        .filter(contrast -> contrast.treatment().equals(arm))
        .filter(
            contrast ->
                Guardrail.holds(contrast, course.comparison(contrast), trial.plan().alpha())
                    .filter(holds -> !holds)
                    .isPresent())
        .count();
  }

  private String inconclusive() {
    String text =
        format(
            "No difference was shown with %,d units in the smallest arm.",
            course.unitsOfSmallestArm());
    Optional<Contrast> first =
        trial.plan().contrasts().stream()
            .filter(c -> trial.plan().primaryMetric().filter(c.metric()::equals).isPresent())
            .findFirst();
    OptionalDouble detectable =
        first.isEmpty()
            ? OptionalDouble.empty()
            : course
                .comparison(first.get())
                .minimumDetectableDifference(new PowerPlan(trial.plan().alpha(), settings.power()));
    if (detectable.isPresent()) {
      text +=
          format(
              " A change of %s by %s or more would have been seen with a chance of %.0f %%.",
              first.get().metric().name(),
              size(first.get().metric(), detectable.getAsDouble()),
              100 * settings.power());
    }
    return text + " Choose what is cheaper, or test something that differs more.";
  }

  private String underpowered() {
    if (trial.plan().contrasts().isEmpty()) {
      return "It ended with nothing to compare: it needs a control and another arm that get units.";
    }
    return format(
        "It ended too small to say anything: %,d units in the smallest arm of %,d needed. Nothing"
            + " shown is not no difference; run it again at its size.",
        course.unitsOfSmallestArm(), neededUnits());
  }

  private String running() {
    String state =
        format(
            "%,d units in the smallest arm have their whole outcome window",
            course.unitsOfSmallestArm());
    if (trial.plan().hasEnded()) {
      return format(
          "Wait: it has ended, %s and %,d units do not yet.", state, trial.immatureUnits());
    }
    String go = trial.plan().isPaused() ? "It is paused" : "Let it run";
    return trial.plan().plannedUnits() == null
        ? format("%s: %s. State a planned size, so that it has an end.", go, state)
        : format(
            "%s: %s, of %,d planned. A small p-value on the way is no result.",
            go, state, trial.plan().plannedUnits());
  }

  private int neededUnits() {
    Integer planned = trial.plan().plannedUnits();
    return planned == null ? settings.minimumUnits() : Math.max(planned, settings.minimumUnits());
  }

  private static String variant(Finding finding) {
    return finding.contrast().treatment().variant();
  }

  private static String value(Metric metric, OptionalDouble value) {
    double present = value.orElseThrow();
    return metric.isProportion() ? format("%.2f %%", 100 * present) : format("%,.2f", present);
  }

  private static String size(Metric metric, double difference) {
    return metric.isProportion()
        ? format("%.2f points", 100 * difference)
        : format("%,.2f", difference);
  }

  private static String p(double value) {
    return value < SMALLEST_WRITTEN_P ? "below 0.0001" : format("%.4f", value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
