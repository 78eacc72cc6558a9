package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.Proportion;
import io.leadhouse.statistics.experiment.Sample;
import java.math.BigDecimal;

/**
 * Exact totals of an arm on a metric, over units whose outcome is complete.
 *
 * @param successes units with an outcome above 0
 */
record ArmTotals(long units, long successes, BigDecimal sum, BigDecimal sumOfSquares) {
  static final ArmTotals NONE = new ArmTotals(0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

  /** Totals of so many units with the same outcome. */
  static ArmTotals of(BigDecimal outcome, long units) {
    BigDecimal times = BigDecimal.valueOf(units);
    return new ArmTotals(
        units,
        outcome.signum() > 0 ? units : 0,
        outcome.multiply(times),
        outcome.multiply(outcome).multiply(times));
  }

  ArmTotals plus(ArmTotals other) {
    return new ArmTotals(
        units + other.units,
        successes + other.successes,
        sum.add(other.sum),
        sumOfSquares.add(other.sumOfSquares));
  }

  Proportion proportion() {
    return new Proportion(successes, units);
  }

  Sample sample() {
    return Sample.of(units, sum, sumOfSquares);
  }
}
