package io.leadhouse.models.churn;

/** Probabilities on the scale where effects add up: ln(p / (1 − p)). */
final class LogOdds {
  private LogOdds() {}

  static double of(double probability) {
    return StrictMath.log(probability / (1 - probability));
  }

  static double toProbability(double logOdds) {
    return 1 / (1 + StrictMath.exp(-logOdds));
  }
}
