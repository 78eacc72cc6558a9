package io.leadhouse.models.churn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a fitted logistic regression says of a lead, calibrated. */
final class LogisticScorer implements Scorer {
  static final String NAME = "logistic_regression";

  private final LogisticFit fit;

  LogisticScorer(LogisticFit fit) {
    this.fit = fit;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Scored score(Example example) {
    double[] vector = Feature.vector(example);
    List<Double> means = example.isCustomer() ? fit.customerMeans() : fit.means();
    return new Scored(fit.calibration().of(fit.line().probability(vector)), drivers(vector, means));
  }

  @Override
  public double uncalibrated(Example example) {
    return fit.line().probability(Feature.vector(example));
  }

  /** Features that are made from one column are one driver. */
  private List<Driver> drivers(double[] vector, List<Double> means) {
    Map<String, Double> effects = new LinkedHashMap<>();
    List<Double> weights = fit.line().weights();
    for (int i = 0; i < vector.length; i++) {
      double effect = weights.get(i) * (vector[i] - means.get(i));
      effects.merge(Feature.ALL.get(i).column(), effect, Double::sum);
    }
    List<Driver> drivers = new ArrayList<>();
    effects.forEach(
        (column, effect) -> {
          if (effect != 0) {
            drivers.add(new Driver(column, effect));
          }
        });
    drivers.sort(
        Comparator.comparingDouble((Driver driver) -> -Math.abs(driver.effect()))
            .thenComparing(Driver::column));
    return drivers;
  }
}
