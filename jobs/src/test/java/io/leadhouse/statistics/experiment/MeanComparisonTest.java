package io.leadhouse.statistics.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeanComparisonTest {
  private static final double ALPHA = 0.05;
  private final MeanComparison contract =
      new MeanComparison(new Sample(120, 10, 9), new Sample(150, 11.2, 20.25));

  @Test
  void welchIsTheValueOfTheContract() {
    WelchResult welch = contract.welch().orElseThrow();
    assertThat(welch.t()).isCloseTo(2.618614683, within(5e-10));
    assertThat(welch.degreesOfFreedom()).isCloseTo(260.0475905, within(5e-8));
    assertThat(welch.pValue()).isCloseTo(0.009346852, within(5e-10));
    Interval interval = contract.differenceInterval(ALPHA).orElseThrow();
    assertThat(interval.low()).isCloseTo(0.2976320429, within(5e-9));
    assertThat(interval.high()).isCloseTo(2.1023679571, within(5e-9));
  }

  @Test
  void theSleepDataGiveStudentsPublishedValues() {
    // Student 1908, hours of extra sleep; R's t.test(extra ~ group): t 1.8608, df 17.776, p
    // 0.07939.
    Sample first = sample("0.7", "-1.6", "-0.2", "-1.2", "-0.1", "3.4", "3.7", "0.8", "0.0", "2.0");
    Sample second = sample("1.9", "0.8", "1.1", "0.1", "-0.1", "4.4", "5.5", "1.6", "4.6", "3.4");
    WelchResult welch = new MeanComparison(first, second).welch().orElseThrow();
    assertThat(welch.t()).isCloseTo(1.8608, within(5e-5));
    assertThat(welch.degreesOfFreedom()).isCloseTo(17.776, within(5e-4));
    assertThat(welch.pValue()).isCloseTo(0.07939, within(5e-6));
  }

  @Test
  void aLargeMeanDoesNotSwallowASmallVariance() {
    Sample sample = sample("100000000000.1", "100000000000.2", "100000000000.3");
    assertThat(sample.variance()).isCloseTo(0.01, within(1e-15));
    assertThat(sample.mean()).isEqualTo(100000000000.2);
  }

  @Test
  void effectSizeDividesByThePooledDeviation() {
    // s² = (119 · 9 + 149 · 20.25) / 268
    assertThat(contract.cohensD().orElseThrow())
        .isCloseTo(1.2 / Math.sqrt((119 * 9 + 149 * 20.25) / 268), within(1e-12));
  }

  @Test
  void withoutUnitsOrVarianceNothingIsTested() {
    Sample none = Sample.of(0, BigDecimal.ZERO, BigDecimal.ZERO);
    Sample constant = sample("2", "2", "2");
    for (MeanComparison pair :
        new MeanComparison[] {
          new MeanComparison(none, contract.treatment()),
          new MeanComparison(sample("4"), contract.treatment()),
          new MeanComparison(constant, constant)
        }) {
      assertThat(pair.welch()).isEmpty();
      assertThat(pair.differenceInterval(ALPHA)).isEmpty();
      assertThat(pair.lift(ALPHA)).isEmpty();
      assertThat(pair.cohensD()).isEmpty();
      assertThat(Posterior.of(pair)).isEmpty();
      assertThat(MeanPower.power(pair, 1, ALPHA)).isEmpty();
    }
    assertThat(new MeanComparison(none, constant).difference()).isEmpty();
    assertThat(new MeanComparison(constant, constant).difference()).hasValue(0);
    assertThat(none.standardDeviation()).isEmpty();
    assertThat(sample("4").standardDeviation()).isEmpty();
  }

  @Test
  void oneArmWithoutVarianceIsTestedAgainstTheOther() {
    WelchResult welch =
        new MeanComparison(sample("2", "2", "2"), sample("1", "2", "3", "4")).welch().orElseThrow();
    assertThat(welch.degreesOfFreedom()).isCloseTo(3, within(1e-12));
  }

  @Test
  void aLiftNeedsMeansAboveNothing() {
    assertThat(new MeanComparison(new Sample(9, -1, 4), new Sample(9, 1, 4)).lift(ALPHA)).isEmpty();
    assertThat(new MeanComparison(new Sample(9, 0, 4), new Sample(9, 1, 4)).lift(ALPHA)).isEmpty();
  }

  @Test
  void aSampleThatCannotBeIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Sample(3, Double.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Sample(3, 1, -1));
  }

  static Stream<MeanComparison> anyPairs() {
    Random random = new Random(11);
    return Stream.generate(() -> new MeanComparison(anySample(random), anySample(random)))
        .limit(200);
  }

  private static Sample anySample(Random random) {
    return new Sample(
        2 + random.nextInt(500), random.nextGaussian() * 5, Math.exp(4 * random.nextGaussian()));
  }

  @ParameterizedTest
  @MethodSource("anyPairs")
  void pIsAProbabilityTheIntervalHoldsTheEstimateAndSwappingTurnsTheSign(MeanComparison pair) {
    WelchResult welch = pair.welch().orElseThrow();
    MeanComparison swapped =
        new MeanComparison(/* control= */ pair.treatment(), /* treatment= */ pair.control());
    assertThat(welch.pValue()).isBetween(0.0, 1.0);
    assertThat(swapped.welch().orElseThrow().pValue()).isCloseTo(welch.pValue(), within(1e-12));
    assertThat(swapped.welch().orElseThrow().t()).isCloseTo(-welch.t(), within(1e-9));
    Interval interval = pair.differenceInterval(ALPHA).orElseThrow();
    assertThat(pair.difference().orElseThrow()).isBetween(interval.low(), interval.high());
    assertThat(interval.low() <= 0 && interval.high() >= 0).isEqualTo(welch.pValue() >= ALPHA);
    pair.lift(ALPHA)
        .ifPresent(
            l -> assertThat(l.estimate()).isBetween(l.interval().low(), l.interval().high()));
  }

  private static Sample sample(String... values) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (String value : values) {
      BigDecimal exact = new BigDecimal(value);
      sum = sum.add(exact);
      squares = squares.add(exact.multiply(exact));
    }
    return Sample.of(values.length, sum, squares);
  }
}
