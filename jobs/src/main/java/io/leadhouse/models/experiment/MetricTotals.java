package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.Cuped;
import io.leadhouse.statistics.experiment.PairTotals;
import io.leadhouse.statistics.experiment.Sample;
import java.util.HashMap;
import java.util.Map;

/** The totals of all arms on one metric, as they grow. */
final class MetricTotals {
  private final Metric metric;
  private final Map<String, ArmTotals> arms = new HashMap<>();

  MetricTotals(Metric metric) {
    this.metric = metric;
  }

  void add(String variant, ArmTotals more) {
    arms.merge(variant, more, ArmTotals::plus);
  }

  ArmTotals of(Arm arm) {
    return arms.getOrDefault(arm.variant(), ArmTotals.NONE);
  }

  /** An arm's values as they are: of a ratio by the delta method. */
  Sample sample(Arm arm) {
    return metric.isRatio() ? of(arm).outcomes().ratio() : of(arm).outcomes().sample();
  }

  MetricComparison comparison(Arm control, Arm treatment) {
    if (metric.isProportion()) {
      return new ProportionArms(of(control).proportion(), of(treatment).proportion());
    }
    if (metric.isRatio()) {
      return new MeanArms("delta", sample(control), sample(treatment));
    }
    if (metric.isAdjusted()) {
      Cuped cuped = Cuped.over(known());
      return new MeanArms(
          "welch_cuped",
          cuped.adjusted(of(control).outcomes(), of(control).known()),
          cuped.adjusted(of(treatment).outcomes(), of(treatment).known()));
    }
    return new MeanArms("welch", sample(control), sample(treatment));
  }

  private PairTotals known() {
    return arms.values().stream().map(ArmTotals::known).reduce(PairTotals.NONE, PairTotals::plus);
  }
}
