package io.leadhouse.statistics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PopulationStabilityTest {
  private static final double[] HUNDRED =
      IntStream.range(0, 100).mapToDouble(i -> i / 100.0).toArray();

  @Test
  void equalScoresHaveNotMoved() {
    assertThat(PopulationStability.index(HUNDRED, HUNDRED).orElseThrow()).isZero();
  }

  /** All in the highest tenth: shares of 10.5/105 each before, 0.5/105 and once 100.5/105 now. */
  @Test
  void scoresThatAllWentToTheTop() {
    double[] top = IntStream.range(0, 100).mapToDouble(i -> 0.95).toArray();
    double before = 10.5 / 105;
    double expected =
        9 * (0.5 / 105 - before) * Math.log(0.5 / 105 / before)
            + (100.5 / 105 - before) * Math.log(100.5 / 105 / before);

    assertThat(PopulationStability.index(HUNDRED, top).orElseThrow())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void equalScoresBeforeAreOneBin() {
    double[] one = {0.5, 0.5, 0.5, 0.5};
    double[] spread = {0.4, 0.6};
    // Below 0.5: 0.5/5 before, 1.5/3 now; from it on: 4.5/5 and 1.5/3.
    double expected = (0.5 - 0.1) * Math.log(0.5 / 0.1) + (0.5 - 0.9) * Math.log(0.5 / 0.9);

    assertThat(PopulationStability.index(one, spread).orElseThrow())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void nothingHasNoDistribution() {
    assertThat(PopulationStability.index(new double[0], HUNDRED)).isEmpty();
    assertThat(PopulationStability.index(HUNDRED, new double[0])).isEmpty();
  }
}
