package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.PairTotals;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A test put together by hand: control against b, on a proportion, as far as nothing else is said.
 */
final class TestTrial {
  static final LocalDate START = LocalDate.of(2026, 3, 2);
  static final ExperimentSettings SETTINGS = new ExperimentSettings(100, 14, 5000, 0.8, 0.001);

  private final List<Arm> arms = new ArrayList<>();
  private final List<Metric> metrics = new ArrayList<>();
  private final NavigableMap<LocalDate, Map<Cell, ArmTotals>> days = new TreeMap<>();
  private final Map<String, Long> units = new HashMap<>();
  private final Map<String, Long> assigned = new TreeMap<>();
  private String status = "running";
  private Integer planned;
  private LocalDate endsOn;
  private long immature;

  TestTrial() {
    arms.add(new Arm("control", 1, true));
    arms.add(new Arm("b", 1, false));
    metrics.add(new Metric("replied", Metric.PROPORTION, Metric.PRIMARY, Metric.UP, null, false));
  }

  TestTrial arm(String variant, double weight) {
    arms.add(new Arm(variant, weight, false));
    return this;
  }

  TestTrial metric(Metric metric) {
    metrics.add(metric);
    return this;
  }

  TestTrial goodWhenDown() {
    metrics.set(
        0, new Metric("replied", Metric.PROPORTION, Metric.PRIMARY, Metric.DOWN, null, false));
    return this;
  }

  TestTrial planned(int perArm) {
    planned = perArm;
    return this;
  }

  TestTrial status(String stated) {
    status = stated;
    return this;
  }

  TestTrial endsOn(LocalDate day) {
    endsOn = day;
    return this;
  }

  TestTrial immature(long open) {
    immature = open;
    return this;
  }

  /** So many units of an arm whose outcomes became complete on a day, counted from 0. */
  TestTrial day(int day, String variant, long successes, long all) {
    assigned.merge(variant, all, Long::sum);
    return outcome(day, "replied", variant, successes, all);
  }

  /** The same units on another metric. */
  TestTrial outcome(int day, String metric, String variant, long successes, long all) {
    if (metric.equals("replied")) {
      units.merge(variant, all, Long::sum);
    }
    PairTotals totals =
        PairTotals.of(BigDecimal.ONE, BigDecimal.ZERO, successes)
            .plus(PairTotals.of(BigDecimal.ZERO, BigDecimal.ZERO, all - successes));
    days.computeIfAbsent(START.plusDays(day), d -> new HashMap<>())
        .merge(
            new Cell(metric, variant),
            new ArmTotals(successes, totals, PairTotals.NONE),
            ArmTotals::plus);
    return this;
  }

  Trial build() {
    return new Trial(
        new ExperimentPlan(
            "1",
            "7",
            status,
            START,
            endsOn,
            List.copyOf(arms),
            List.copyOf(metrics),
            planned,
            new BigDecimal("0.2"),
            new BigDecimal("0.9500"),
            START.plusDays(60)),
        days,
        units,
        assigned,
        immature,
        0,
        days.isEmpty() ? null : START,
        days.isEmpty() ? null : START.plusDays(20));
  }

  Course course() {
    return Course.of(build(), SETTINGS);
  }

  String verdict() {
    Trial trial = build();
    Spread spread = Spread.of(trial, SETTINGS);
    return Verdict.of(trial, Course.of(trial, SETTINGS), spread, SETTINGS)
        .map(Verdict::text)
        .orElse("none");
  }

  String recommendation() {
    Trial trial = build();
    Spread spread = Spread.of(trial, SETTINGS);
    Course course = Course.of(trial, SETTINGS);
    return new Recommendation(trial, course, spread, SETTINGS)
        .text(Verdict.of(trial, course, spread, SETTINGS));
  }
}
