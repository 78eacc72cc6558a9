package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.PairTotals;
import io.leadhouse.statistics.experiment.Proportion;

/**
 * Exact totals of an arm on a metric, over units whose outcome is complete.
 *
 * @param successes units with any outcome
 * @param outcomes outcome (a) and, of a ratio, its denominator (b) of all units
 * @param known outcome (a) and the same before the assignment (b), of units that have it
 */
record ArmTotals(long successes, PairTotals outcomes, PairTotals known) {
  static final ArmTotals NONE = new ArmTotals(0, PairTotals.NONE, PairTotals.NONE);

  ArmTotals plus(ArmTotals other) {
    return new ArmTotals(
        successes + other.successes, outcomes.plus(other.outcomes), known.plus(other.known));
  }

  long units() {
    return outcomes.units();
  }

  Proportion proportion() {
    return new Proportion(successes, units());
  }
}
