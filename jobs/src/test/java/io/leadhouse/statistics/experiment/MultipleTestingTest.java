package io.leadhouse.statistics.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class MultipleTestingTest {
  private static final double[] CONTRACT = {.001, .008, .039, .041, .042, .06, .074, .205};
  private static final Random RANDOM = new Random(5);

  @Test
  void bothAreTheValuesOfTheContract() {
    assertThat(MultipleTesting.holm(CONTRACT))
        .containsExactly(
            new double[] {.008, .056, .234, .234, .234, .234, .234, .234}, within(1e-12));
    assertThat(MultipleTesting.benjaminiHochberg(CONTRACT))
        .containsExactly(
            new double[] {.008, .032, .0672, .0672, .0672, .08, .0845714, .205}, within(5e-8));
  }

  @Test
  void valuesKeepTheirPlaces() {
    assertThat(MultipleTesting.holm(.04, .001, .03))
        .containsExactly(new double[] {.06, .003, .06}, within(1e-12));
    assertThat(MultipleTesting.benjaminiHochberg(.04, .001, .03))
        .containsExactly(new double[] {.04, .003, .04}, within(1e-12));
  }

  @Test
  void oneQuestionIsNotAdjustedAndNoneHasNoAnswer() {
    assertThat(MultipleTesting.holm(.03)).containsExactly(.03);
    assertThat(MultipleTesting.benjaminiHochberg(.03)).containsExactly(.03);
    assertThat(MultipleTesting.holm()).isEmpty();
    assertThat(MultipleTesting.benjaminiHochberg()).isEmpty();
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> MultipleTesting.holm(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> MultipleTesting.benjaminiHochberg(1.1));
  }

  @RepeatedTest(50)
  void adjustingKeepsTheOrderNeverLowersAndHolmIsTheStricter() {
    double[] p = RANDOM.doubles(1 + RANDOM.nextInt(20)).sorted().toArray();
    double[] holm = MultipleTesting.holm(p);
    double[] bh = MultipleTesting.benjaminiHochberg(p);
    assertThat(holm).isSorted();
    assertThat(bh).isSorted();
    for (int i = 0; i < p.length; i++) {
      assertThat(bh[i]).isBetween(p[i], 1.0);
      assertThat(holm[i]).isBetween(bh[i] - 1e-12, 1.0);
    }
    assertThat(Arrays.stream(holm).max()).isPresent();
  }
}
