package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.ConfidenceSequence;
import io.leadhouse.statistics.experiment.ConfidenceSequence.Look;
import io.leadhouse.statistics.experiment.Interval;
import io.leadhouse.statistics.experiment.MultipleTesting;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A test gone through day by day, as if it had been looked at on every one of them. A unit enters on
 * the day on which its outcome is complete, so no day sees a half of one, and what was read on a day
 * is read again by every rebuild.
 *
 * <p>The one look at fixed-horizon p-values is on the first day on which every arm has its planned
 * units. On every day, before and after, the always-valid p-values are read, of which the smallest so
 * far counts.
 */
final class Course {
  private final Trial trial;
  private final ExperimentSettings settings;
  private final List<Contrast> contrasts;
  private final ConfidenceSequence sequence;
  private final Map<Cell, ArmTotals> totals = new HashMap<>();
  private final Map<Contrast, SequentialReading> readings = new HashMap<>();
  private final Map<Contrast, Finding> findings = new LinkedHashMap<>();
  private LocalDate plannedUnitsOn;

  private Course(Trial trial, ExperimentSettings settings) {
    this.trial = trial;
    this.settings = settings;
    this.contrasts = trial.plan().contrasts();
    Integer planned = trial.plan().plannedUnits();
    long tightestAt = planned == null ? settings.sequentialUnits() : 2L * planned;
    this.sequence = new ConfidenceSequence(trial.plan().alpha(), tightestAt);
  }

  static Course of(Trial trial, ExperimentSettings settings) {
    Course course = new Course(trial, settings);
    trial.days().forEach(course::pass);
    return course;
  }

  private void pass(LocalDate day, Map<Cell, ArmTotals> completed) {
    completed.forEach((cell, more) -> totals.merge(cell, more, ArmTotals::plus));
    if (plannedUnitsOn == null && haveAllPlannedUnits()) {
      plannedUnitsOn = day;
      find(day, Finding.FIXED_LOOK, holm(fixedReadings()));
    }
    contrasts.forEach(this::lookAgain);
    find(day, Finding.ALWAYS_VALID, holm(sequentialReadings()));
  }

  private boolean haveAllPlannedUnits() {
    Integer planned = trial.plan().plannedUnits();
    Optional<Metric> primary = trial.plan().primaryMetric();
    List<Arm> arms = trial.plan().weightedArms();
    return planned != null
        && primary.isPresent()
        && !arms.isEmpty()
        && arms.stream().allMatch(arm -> totals(primary.get(), arm).units() >= planned);
  }

  private void lookAgain(Contrast contrast) {
    look(contrast)
        .ifPresent(
            look ->
                sequence
                    .pValue(look)
                    .ifPresent(
                        p ->
                            readings.put(
                                contrast, reading(contrast).and(p, look.difference()))));
  }

  /** What a day shows; empty while an arm has too few units to be looked at. */
  private Optional<Look> look(Contrast contrast) {
    return smallestArm(contrast) < settings.minimumUnits()
        ? Optional.empty()
        : comparison(contrast).look();
  }

  private long smallestArm(Contrast contrast) {
    long treatment = totals(contrast.metric(), contrast.treatment()).units();
    return Math.min(treatment, totals(contrast.metric(), control()).units());
  }

  private void find(LocalDate day, String by, Map<Contrast, SequentialReading> adjusted) {
    if (isDecided()) {
      return;
    }
    for (Contrast contrast : contrasts) {
      SequentialReading reading = adjusted.get(contrast);
      if (contrast.metric().isPrimary() && reading.pValue() < trial.plan().alpha()) {
        boolean good = reading.difference() * contrast.metric().goodSign() > 0;
        findings.putIfAbsent(
            contrast,
            new Finding(contrast, day, by, reading.pValue(), good, comparison(contrast)));
      }
    }
  }

  private boolean isDecided() {
    return winner().isPresent() || loser().isPresent();
  }

  private Map<Contrast, SequentialReading> fixedReadings() {
    Map<Contrast, SequentialReading> fixed = new HashMap<>();
    for (Contrast contrast : contrasts) {
      MetricComparison comparison = comparison(contrast);
      comparison
          .significance()
          .ifPresent(
              test ->
                  fixed.put(
                      contrast,
                      new SequentialReading(
                          test.pValue(), comparison.difference().orElseThrow())));
    }
    return fixed;
  }

  private Map<Contrast, SequentialReading> sequentialReadings() {
    return readings;
  }

  /** A question without an answer still is one: its p-value is 1. */
  private Map<Contrast, SequentialReading> holm(Map<Contrast, SequentialReading> raw) {
    double[] p =
        contrasts.stream()
            .mapToDouble(c -> raw.getOrDefault(c, SequentialReading.NONE).pValue())
            .toArray();
    double[] adjusted = MultipleTesting.holm(p);
    Map<Contrast, SequentialReading> result = new HashMap<>();
    for (int i = 0; i < adjusted.length; i++) {
      Contrast contrast = contrasts.get(i);
      double difference = raw.getOrDefault(contrast, SequentialReading.NONE).difference();
      result.put(contrast, new SequentialReading(adjusted[i], difference));
    }
    return result;
  }
}
