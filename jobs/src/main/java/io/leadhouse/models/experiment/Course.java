package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.ConfidenceSequence;
import io.leadhouse.statistics.experiment.ConfidenceSequence.Look;
import io.leadhouse.statistics.experiment.MultipleTesting;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A test gone through day by day, as if it had been looked at on every one of them. A unit enters
 * on the day on which its outcome is complete, so no day sees a part of one, and every rebuild
 * reads on a day what was read then.
 *
 * <p>The one look at fixed-horizon p-values is on the first day on which every arm has its planned
 * units. On that day and all others the always-valid p-values are read, of which the smallest so
 * far counts.
 */
final class Course {
  private final Trial trial;
  private final ExperimentSettings settings;
  private final List<Contrast> contrasts;
  private final ConfidenceSequence sequence;
  private final Map<Metric, MetricTotals> totals = new HashMap<>();
  private final Map<Contrast, Reading> smallest = new HashMap<>();
  private final Map<Contrast, Finding> findings = new LinkedHashMap<>();
  private LocalDate plannedUnitsOn;

  private Course(Trial trial, ExperimentSettings settings) {
    ExperimentPlan plan = trial.plan();
    this.trial = trial;
    this.settings = settings;
    this.contrasts = plan.contrasts();
    long tightestAt =
        plan.plannedUnits() == null ? settings.sequentialUnits() : 2L * plan.plannedUnits();
    this.sequence = new ConfidenceSequence(plan.alpha(), tightestAt);
    plan.metrics().forEach(metric -> totals.put(metric, new MetricTotals(metric)));
  }

  /** Goes through all days. */
  static Course of(Trial trial, ExperimentSettings settings) {
    Course course = new Course(trial, settings);
    trial.days().forEach(course::pass);
    return course;
  }

  /** What all days together say of a metric. */
  MetricTotals totals(Metric metric) {
    return totals.get(metric);
  }

  /** The arms of a contrast after all days. */
  MetricComparison comparison(Contrast contrast) {
    return totals
        .get(contrast.metric())
        .comparison(trial.plan().control().orElseThrow(), contrast.treatment());
  }

  /** The p-values after all days, of the contrasts that have one. */
  Map<Contrast, Double> pValues() {
    Map<Contrast, Double> p = new HashMap<>();
    readings().forEach((contrast, reading) -> p.put(contrast, reading.pValue()));
    return p;
  }

  /** The smallest always-valid p-value of each contrast that was looked at. */
  Map<Contrast, Double> alwaysValidPValues() {
    Map<Contrast, Double> p = new HashMap<>();
    smallest.forEach((contrast, reading) -> p.put(contrast, reading.pValue()));
    return p;
  }

  ConfidenceSequence sequence() {
    return sequence;
  }

  /** What can be seen after all days; empty while an arm has too few units to be looked at. */
  Optional<Look> look(Contrast contrast) {
    MetricTotals arms = totals.get(contrast.metric());
    long units =
        Math.min(
            arms.of(trial.plan().control().orElseThrow()).units(),
            arms.of(contrast.treatment()).units());
    return units < settings.minimumUnits() ? Optional.empty() : comparison(contrast).look();
  }

  /** The first day on which every arm had its planned units. */
  Optional<LocalDate> plannedUnitsOn() {
    return Optional.ofNullable(plannedUnitsOn);
  }

  /** Units with a complete outcome in the arm that has fewest; 0 without arms or metrics. */
  long unitsOfSmallestArm() {
    Optional<Metric> primary = trial.plan().primaryMetric();
    return primary.isEmpty()
        ? 0
        : trial.plan().weightedArms().stream()
            .mapToLong(arm -> totals.get(primary.get()).of(arm).units())
            .min()
            .orElse(0);
  }

  /**
   * The finding that decides the test: an arm that is better than the control, of several the one
   * that is best on that day; or, where all arms are worse, the one that was found out last.
   */
  Optional<Finding> decision() {
    Optional<Finding> winner =
        findings.values().stream().filter(Finding::isGood).max(Comparator.comparing(Finding::gain));
    if (winner.isPresent()) {
      return winner;
    }
    long asked = contrasts.stream().filter(this::isDecisive).count();
    return asked > 0 && findings.size() == asked ? last(findings.values()) : Optional.empty();
  }

  private boolean isDecisive(Contrast contrast) {
    return trial.plan().primaryMetric().filter(contrast.metric()::equals).isPresent();
  }

  private static Optional<Finding> last(Collection<Finding> all) {
    List<Finding> ordered = new ArrayList<>(all);
    return Optional.of(ordered.get(ordered.size() - 1));
  }

  private void pass(LocalDate day, Map<Cell, ArmTotals> completed) {
    totals.forEach(
        (metric, arms) -> trial.plan().arms().forEach(arm -> add(arms, metric, arm, completed)));
    Integer planned = trial.plan().plannedUnits();
    if (plannedUnitsOn == null && planned != null && unitsOfSmallestArm() >= planned) {
      plannedUnitsOn = day;
      find(day, Finding.FIXED_LOOK, readings());
    }
    contrasts.forEach(this::lookAgain);
    find(day, Finding.ALWAYS_VALID, smallest);
  }

  private static void add(
      MetricTotals arms, Metric metric, Arm arm, Map<Cell, ArmTotals> completed) {
    ArmTotals more = completed.get(new Cell(metric.name(), arm.variant()));
    if (more != null) {
      arms.add(arm.variant(), more);
    }
  }

  private void lookAgain(Contrast contrast) {
    look(contrast)
        .ifPresent(
            look ->
                sequence
                    .pValue(look)
                    .ifPresent(
                        p ->
                            smallest.merge(
                                contrast, new Reading(p, look.difference()), Reading::smaller)));
  }

  private Map<Contrast, Reading> readings() {
    Map<Contrast, Reading> readings = new HashMap<>();
    for (Contrast contrast : contrasts) {
      MetricComparison comparison = comparison(contrast);
      comparison
          .significance()
          .ifPresent(
              test ->
                  readings.put(
                      contrast, new Reading(test.pValue(), comparison.difference().orElseThrow())));
    }
    return readings;
  }

  private void find(LocalDate day, String by, Map<Contrast, Reading> readings) {
    if (decision().isPresent()) {
      return;
    }
    Map<Contrast, Double> p = new HashMap<>();
    readings.forEach((contrast, reading) -> p.put(contrast, reading.pValue()));
    Map<Contrast, Double> adjusted = adjusted(p, MultipleTesting::holm);
    for (Contrast contrast : contrasts) {
      if (isDecisive(contrast)
          && adjusted.containsKey(contrast)
          && adjusted.get(contrast) < trial.plan().alpha()) {
        double gain = readings.get(contrast).difference() * contrast.metric().goodSign();
        findings.putIfAbsent(
            contrast,
            new Finding(contrast, day, by, adjusted.get(contrast), gain, comparison(contrast)));
      }
    }
  }

  /**
   * P-values adjusted over all questions of the test. One that the data cannot answer was asked all
   * the same: it counts with a p-value of 1, and has none itself.
   */
  Map<Contrast, Double> adjusted(Map<Contrast, Double> pValues, UnaryOperator<double[]> method) {
    double[] p = contrasts.stream().mapToDouble(c -> pValues.getOrDefault(c, 1.0)).toArray();
    double[] adjusted = method.apply(p);
    Map<Contrast, Double> result = new HashMap<>();
    for (int i = 0; i < adjusted.length; i++) {
      if (pValues.containsKey(contrasts.get(i))) {
        result.put(contrasts.get(i), adjusted[i]);
      }
    }
    return result;
  }

  /** A p-value with the difference (treatment − control) that it was read with. */
  private record Reading(double pValue, double difference) {
    Reading smaller(Reading other) {
      return other.pValue < pValue ? other : this;
    }
  }
}
