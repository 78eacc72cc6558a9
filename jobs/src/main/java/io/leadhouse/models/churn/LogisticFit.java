package io.leadhouse.models.churn;

import java.io.Serializable;
import java.util.List;

/**
 * A logistic regression as it was learnt.
 *
 * @param line the regression
 * @param means mean of each feature over the examples of prospects that it was learnt from
 * @param customerMeans the same over those of customers
 * @param calibration what its probabilities meant in the fold after those
 */
record LogisticFit(
    Line line, List<Double> means, List<Double> customerMeans, Calibration calibration)
    implements Serializable {

  /**
   * Log-odds as a weighted sum of features.
   *
   * @param weights of each feature, in the order of {@link Feature#ALL}
   */
  record Line(double intercept, List<Double> weights) implements Serializable {
    double probability(double[] vector) {
      double logOdds = intercept;
      for (int i = 0; i < weights.size(); i++) {
        logOdds += weights.get(i) * vector[i];
      }
      return LogOdds.toProbability(logOdds);
    }
  }
}
