package io.leadhouse.statistics.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SampleRatioTest {
  @Test
  void theValuesOfTheContract() {
    assertThat(p(new long[] {5100, 4900}, 1, 1)).isCloseTo(0.0455002639, within(5e-11));
    assertThat(p(new long[] {1000, 1200}, 50, 50)).isCloseTo(0.000020079, within(5e-10));
  }

  @Test
  void weightsAreRelativeAndArmsWithoutWeightAreLeftOut() {
    assertThat(p(new long[] {900, 100}, 9, 1)).isEqualTo(1);
    assertThat(p(new long[] {5100, 77, 4900}, 1, 0, 1)).isEqualTo(p(new long[] {5100, 4900}, 3, 3));
  }

  @Test
  void threeArmsHaveTwoDegreesOfFreedom() {
    // 110, 90, 100 of 300: statistic 2, and the tail of chi-square with 2 degrees is exp(−x/2).
    assertThat(p(new long[] {110, 90, 100}, 1, 1, 1)).isCloseTo(Math.exp(-1), within(1e-12));
  }

  @Test
  void withoutUnitsOrASecondArmThereIsNoRatio() {
    assertThat(SampleRatio.test(new long[] {0, 0}, new double[] {1, 1})).isEmpty();
    assertThat(SampleRatio.test(new long[] {10, 10}, new double[] {1, 0})).isEmpty();
    assertThat(SampleRatio.test(new long[0], new double[0])).isEmpty();
  }

  private static double p(long[] units, double... weights) {
    return SampleRatio.test(units, weights).orElseThrow().pValue();
  }
}
