package io.leadhouse.statistics.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PairTotalsTest {
  @Test
  void aRatioHasTheMeanAndVarianceOfItsLinearisedValues() {
    double[] revenue = {10, 0, 35, 7};
    double[] orders = {1, 0, 3, 2};
    Sample ratio = totals(revenue, orders).ratio();
    double r = 52.0 / 6;
    double[] linearised = new double[4];
    for (int i = 0; i < 4; i++) {
      linearised[i] = r + (revenue[i] - r * orders[i]) / 1.5;
    }
    assertThat(ratio.units()).isEqualTo(4);
    assertThat(ratio.mean()).isCloseTo(r, within(1e-12));
    assertThat(ratio.variance()).isCloseTo(variance(linearised), within(1e-10));
  }

  @Test
  void aRatioToNothingIsNone() {
    assertThat(totals(new double[] {5, 6}, new double[] {0, 0}).ratio().units()).isZero();
    assertThat(PairTotals.NONE.ratio().units()).isZero();
  }

  @Test
  void cupedIsWhatItGivesUnitByUnit() {
    // The last unit of the second arm has no X: it counts as the mean of the others, 3.
    double[] y1 = {2, 4, 6, 9};
    double[] x1 = {1, 2, 3, 5};
    double[] y2 = {5, 7, 3};
    double[] x2 = {3, 4};
    PairTotals known1 = totals(y1, x1);
    PairTotals known2 = totals(Arrays.copyOf(y2, 2), x2);
    Cuped cuped = Cuped.over(known1.plus(known2));
    double mean = 3;
    double theta = theta(new double[] {2, 4, 6, 9, 5, 7}, new double[] {1, 2, 3, 5, 3, 4}, mean);
    assertThat(cuped.theta()).isCloseTo(theta, within(1e-12));
    Sample first = cuped.adjusted(totals(y1, x1), known1);
    Sample second = cuped.adjusted(totals(y2, new double[3]), known2);
    double[] adjusted1 = new double[4];
    for (int i = 0; i < 4; i++) {
      adjusted1[i] = y1[i] - theta * (x1[i] - mean);
    }
    double[] adjusted2 = {5 - theta * (3 - mean), 7 - theta * (4 - mean), 3};
    assertThat(first.mean()).isCloseTo(mean(adjusted1), within(1e-12));
    assertThat(first.variance()).isCloseTo(variance(adjusted1), within(1e-12));
    assertThat(second.mean()).isCloseTo(mean(adjusted2), within(1e-12));
    assertThat(second.variance()).isCloseTo(variance(adjusted2), within(1e-12));
  }

  @Test
  void withoutAnythingBeforeNothingIsAdjusted() {
    PairTotals outcomes = totals(new double[] {2, 4, 6}, new double[3]);
    assertThat(Cuped.over(PairTotals.NONE).adjusted(outcomes, PairTotals.NONE))
        .isEqualTo(outcomes.sample());
    assertThat(Cuped.over(outcomes).theta()).isZero();
  }

  private static double theta(double[] y, double[] x, double meanOfX) {
    double together = 0;
    double scatter = 0;
    for (int i = 0; i < y.length; i++) {
      together += (x[i] - meanOfX) * y[i];
      scatter += (x[i] - meanOfX) * (x[i] - meanOfX);
    }
    return together / scatter;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }

  private static PairTotals totals(double[] a, double[] b) {
    PairTotals totals = PairTotals.NONE;
    for (int i = 0; i < a.length; i++) {
      totals = totals.plus(PairTotals.of(BigDecimal.valueOf(a[i]), BigDecimal.valueOf(b[i]), 1));
    }
    return totals;
  }
}
