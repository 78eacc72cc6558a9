package io.leadhouse.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PercentilesTest {
  /** Wafer measurements of the NIST/SEMATECH handbook, 7.2.6.2, in units of 0.0001. */
  private static final long[] WAFERS = {
    951772, 951567, 951937, 951959, 951442, 950610, 951591, 951195, 951065, 950925, 951990, 951682
  };

  @Test
  void interpolatesBetweenTheTwoNearest() {
    // (n - 1) * 0.9 = 9.9: nine tenths of the way from the tenth value to the eleventh.
    assertThat(Percentiles.of(WAFERS).at(0.9)).isCloseTo(951956.8, within(1e-6));
    assertThat(Percentiles.of(WAFERS).at(0.5)).isEqualTo(951579);
  }

  @Test
  void endsAreTheLeastAndTheGreatestValue() {
    assertThat(Percentiles.of(WAFERS).at(0)).isEqualTo(950610);
    assertThat(Percentiles.of(WAFERS).at(1)).isEqualTo(951990);
  }

  @Test
  void oneValueIsEveryPercentile() {
    assertThat(Percentiles.of(new long[] {7}).at(0.75)).isEqualTo(7);
  }

  @Test
  void leavesTheSampleAsItIs() {
    long[] sample = {3, 1, 2};

    assertThat(Percentiles.of(sample).at(0.5)).isEqualTo(2);
    assertThat(sample).containsExactly(3, 1, 2);
  }

  @Test
  void anEmptySampleHasNone() {
    Percentiles none = Percentiles.of(new long[0]);

    assertThat(none.isEmpty()).isTrue();
    assertThatThrownBy(() -> none.at(0.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Percentiles.of(WAFERS).at(90))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("90");
  }
}
