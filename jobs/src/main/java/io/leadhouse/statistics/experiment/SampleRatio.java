package io.leadhouse.statistics.experiment;

import java.util.Optional;
import org.apache.commons.math3.special.Gamma;

/** Whether units were spread over the arms as planned (sample ratio mismatch). */
public final class SampleRatio {
  private SampleRatio() {}

  /**
   * Pearson's chi-square of the counts against the weights, Σ(O − E)²/E, with as many degrees of
   * freedom as there are arms of positive weight, less one.
   *
   * <p>Fabijan et al., Diagnosing Sample Ratio Mismatch in Online Controlled Experiments, KDD 2019.
   * Arms of weight 0 are left out: units there are an error for themselves. Good while every
   * expected count is 5 or more. Empty with fewer than 2 weighted arms or without units in them.
   *
   * @param units units of each arm, 0 or more
   * @param weights planned weight of each arm on any common scale, 0 or more
   */
  public static Optional<Significance> test(long[] units, double[] weights) {
    if (units.length != weights.length) {
      throw new IllegalArgumentException(units.length + " counts, " + weights.length + " weights");
    }
    double total = 0;
    double weight = 0;
    int arms = 0;
    for (int i = 0; i < units.length; i++) {
      if (weights[i] > 0) {
        total += units[i];
        weight += weights[i];
        arms++;
      }
    }
    if (arms < 2 || total == 0) {
      return Optional.empty();
    }
    double statistic = 0;
    for (int i = 0; i < units.length; i++) {
      if (weights[i] > 0) {
        double expected = total * weights[i] / weight;
        statistic += (units[i] - expected) * (units[i] - expected) / expected;
      }
    }
    double p = Gamma.regularizedGammaQ((arms - 1) / 2.0, statistic / 2);
    return Optional.of(new Significance(statistic, Math.min(1, p)));
  }
}
