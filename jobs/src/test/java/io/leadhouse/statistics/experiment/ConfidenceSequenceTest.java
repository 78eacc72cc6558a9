package io.leadhouse.statistics.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.leadhouse.statistics.experiment.ConfidenceSequence.Look;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {
  private static final Random RANDOM = new Random(3);
  private final ConfidenceSequence sequence = new ConfidenceSequence(0.05, 5000);

  @Test
  void theValuesOfTheContract() {
    Look look = look(200, 2000, 250, 2000);
    assertThat(sequence.pValue(look).orElseThrow()).isCloseTo(0.18069334, within(5e-9));
    Interval interval = sequence.interval(look).orElseThrow();
    assertThat(interval.low()).isCloseTo(-0.0053561941, within(5e-11));
    assertThat(interval.high()).isCloseTo(0.0553561941, within(5e-11));
  }

  @Test
  void aLookAtMeansUsesVariancesOfDivisorN() {
    // Zeros and ones: the same look as that of the proportions.
    Sample ten = new Sample(2000, 0.1, 0.1 * 0.9 * 2000 / 1999);
    Sample twelve = new Sample(2000, 0.125, 0.125 * 0.875 * 2000 / 1999);
    Look means = Look.at(new MeanComparison(ten, twelve)).orElseThrow();
    assertThat(means.squaredError())
        .isCloseTo(look(200, 2000, 250, 2000).squaredError(), within(1e-18));
  }

  @Test
  void withoutUnitsOrVarianceNothingIsSaid() {
    assertThat(Look.at(new ProportionComparison(new Proportion(0, 0), new Proportion(1, 2))))
        .isEmpty();
    Look nobody = look(0, 200, 0, 200);
    assertThat(sequence.pValue(nobody)).isEmpty();
    assertThat(sequence.interval(nobody)).isEmpty();
  }

  @Test
  void aSequenceThatCannotBeIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ConfidenceSequence(1, 5000));
    assertThatIllegalArgumentException().isThrownBy(() -> new ConfidenceSequence(0.05, 0));
  }

  @RepeatedTest(100)
  void pIsBelowAlphaJustWhereTheIntervalExcludesZero() {
    int n1 = 100 + RANDOM.nextInt(5000);
    int n2 = 100 + RANDOM.nextInt(5000);
    Look look = look(1 + RANDOM.nextInt(n1 / 4), n1, 1 + RANDOM.nextInt(n2 / 4), n2);
    double p = sequence.pValue(look).orElseThrow();
    assertThat(p).isBetween(0.0, 1.0);
    Interval interval = sequence.interval(look).orElseThrow();
    assertThat(p < 0.05).isEqualTo(interval.low() > 0 || interval.high() < 0);
  }

  private static Look look(long x1, long n1, long x2, long n2) {
    return Look.at(new ProportionComparison(new Proportion(x1, n1), new Proportion(x2, n2)))
        .orElseThrow();
  }
}
