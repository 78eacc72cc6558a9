package io.leadhouse.models.churn;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * Puts a probability where the outcomes of a later fold have it: a line through points, level
 * before the first and after the last. Without points it leaves every probability as it is.
 *
 * @param scores probabilities of the model, ascending
 * @param rates what they meant, ascending
 */
record Calibration(List<Double> scores, List<Double> rates) implements Serializable {
  static final Calibration NONE = new Calibration(List.of(), List.of());

  /** A fold of some hundred leads cannot tell that something never happens, or always. */
  private static final double CERTAIN_ENOUGH = 0.995;

  double of(double score) {
    double rate = scores.isEmpty() ? score : interpolated(score);
    return Math.min(Math.max(rate, 1 - CERTAIN_ENOUGH), CERTAIN_ENOUGH);
  }

  private double interpolated(double score) {
    int place = Collections.binarySearch(scores, score);
    if (place >= 0) {
      return rates.get(place);
    }
    int next = -place - 1;
    if (next == 0) {
      return rates.get(0);
    }
    if (next == scores.size()) {
      return rates.get(next - 1);
    }
    double way = (score - scores.get(next - 1)) / (scores.get(next) - scores.get(next - 1));
    return rates.get(next - 1) + way * (rates.get(next) - rates.get(next - 1));
  }
}
