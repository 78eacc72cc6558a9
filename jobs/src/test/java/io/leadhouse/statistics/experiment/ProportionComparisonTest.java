package io.leadhouse.statistics.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProportionComparisonTest {
  private static final double ALPHA = 0.05;
  private final ProportionComparison tenAgainstTwelve = pair(200, 2000, 250, 2000);

  @Test
  void zAndChiSquareAreTheValuesOfTheContract() {
    Significance z = tenAgainstTwelve.zTest().orElseThrow();
    assertThat(z.statistic()).isCloseTo(2.501955417, within(5e-10));
    assertThat(z.pValue()).isCloseTo(0.012350948, within(5e-10));
    Significance chiSquare = tenAgainstTwelve.chiSquare().orElseThrow();
    assertThat(chiSquare.statistic()).isCloseTo(6.259780908, within(5e-10));
    assertThat(chiSquare.pValue()).isCloseTo(z.pValue(), within(1e-14));
    assertThat(tenAgainstTwelve.yates().orElseThrow().statistic())
        .isCloseTo(6.011893584, within(5e-10));
  }

  @Test
  void intervalsAreTheValuesOfTheContract() {
    close(tenAgainstTwelve.differenceInterval(ALPHA), 0.0054103391, 0.0446236352, 5e-11);
    close(new Proportion(200, 2000).wilsonInterval(ALPHA), 0.0876092254, 0.1139244124, 5e-11);
    Lift lift = tenAgainstTwelve.lift(ALPHA).orElseThrow();
    assertThat(lift.estimate()).isCloseTo(0.25, within(1e-15));
    close(Optional.of(lift.interval()), 0.0490018, 0.4895113, 5e-8);
    assertThat(tenAgainstTwelve.cohensH().orElseThrow()).isCloseTo(0.0792331, within(5e-8));
  }

  @Test
  void newcombeGivesThePublishedIntervals() {
    // Newcombe 1998, table II, method 10: 56/70 − 48/80, 9/10 − 3/10, 10/10 − 0/20.
    close(pair(48, 80, 56, 70).differenceInterval(ALPHA), 0.0524, 0.3339, 5e-5);
    close(pair(3, 10, 9, 10).differenceInterval(ALPHA), 0.1705, 0.8090, 5e-5);
    close(pair(0, 20, 10, 10).differenceInterval(ALPHA), 0.6791, 1, 5e-5);
  }

  @Test
  void fisherGivesThePublishedValues() {
    // Fisher's tea taster, and his twins of convicts (as in the documentation of R's fisher.test).
    assertThat(pair(3, 4, 1, 4).fisherExact().orElseThrow()).isCloseTo(0.4857143, within(5e-8));
    assertThat(pair(2, 12, 15, 18).fisherExact().orElseThrow())
        .isCloseTo(0.0005367241, within(5e-11));
  }

  @Test
  void smallestExpectedCountTellsWhenFisherIsDue() {
    assertThat(pair(3, 100, 6, 100).smallestExpectedCount()).hasValue(4.5);
    assertThat(pair(4, 100, 6, 100).smallestExpectedCount()).hasValue(5);
    assertThat(pair(97, 100, 94, 100).smallestExpectedCount().orElseThrow())
        .isCloseTo(4.5, within(1e-12));
  }

  @Test
  void withoutUnitsNothingIsSaid() {
    for (ProportionComparison pair :
        new ProportionComparison[] {pair(0, 0, 5, 9), pair(5, 9, 0, 0)}) {
      assertThat(pair.difference()).isEmpty();
      assertThat(pair.zTest()).isEmpty();
      assertThat(pair.yates()).isEmpty();
      assertThat(pair.fisherExact()).isEmpty();
      assertThat(pair.smallestExpectedCount()).isEmpty();
      assertThat(pair.differenceInterval(ALPHA)).isEmpty();
      assertThat(pair.lift(ALPHA)).isEmpty();
      assertThat(pair.cohensH()).isEmpty();
    }
    assertThat(new Proportion(0, 0).rate()).isEmpty();
    assertThat(new Proportion(0, 0).wilsonInterval(ALPHA)).isEmpty();
  }

  @Test
  void withoutVarianceThereIsADifferenceButNoTest() {
    ProportionComparison nobody = pair(0, 50, 0, 60);
    assertThat(nobody.difference()).hasValue(0);
    assertThat(nobody.zTest()).isEmpty();
    assertThat(nobody.chiSquare()).isEmpty();
    assertThat(nobody.fisherExact()).isEmpty();
    assertThat(nobody.lift(ALPHA)).isEmpty();
    Interval interval = nobody.differenceInterval(ALPHA).orElseThrow();
    assertThat(0.0).isBetween(interval.low(), interval.high());
    assertThat(pair(50, 50, 60, 60).zTest()).isEmpty();
  }

  @Test
  void moreSuccessesThanUnitsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Proportion(3, 2))
        .withMessage("3 successes of 2 units");
  }

  static Stream<ProportionComparison> anyPairs() {
    Random random = new Random(7);
    return Stream.generate(
            () -> {
              int n1 = 1 + random.nextInt(300);
              int n2 = 1 + random.nextInt(300);
              return pair(random.nextInt(n1 + 1), n1, random.nextInt(n2 + 1), n2);
            })
        .limit(300);
  }

  @ParameterizedTest
  @MethodSource("anyPairs")
  void swappingTheArmsTurnsTheSignAndNothingElse(ProportionComparison pair) {
    ProportionComparison swapped =
        new ProportionComparison(/* control= */ pair.treatment(), /* treatment= */ pair.control());
    assertThat(swapped.difference().orElseThrow()).isEqualTo(-pair.difference().orElseThrow());
    pair.zTest()
        .ifPresent(
            z -> {
              Significance other = swapped.zTest().orElseThrow();
              assertThat(other.statistic()).isCloseTo(-z.statistic(), within(1e-12));
              assertThat(other.pValue()).isCloseTo(z.pValue(), within(1e-12));
              assertThat(z.pValue()).isBetween(0.0, 1.0);
            });
    pair.fisherExact()
        .ifPresent(
            p -> {
              assertThat(p).isBetween(0.0, 1.0);
              assertThat(swapped.fisherExact().orElseThrow()).isCloseTo(p, within(1e-9));
            });
    Interval interval = pair.differenceInterval(ALPHA).orElseThrow();
    close(swapped.differenceInterval(ALPHA), -interval.high(), -interval.low(), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("anyPairs")
  void intervalsContainTheEstimateAndStayInRange(ProportionComparison pair) {
    Interval interval = pair.differenceInterval(ALPHA).orElseThrow();
    assertThat(pair.difference().orElseThrow()).isBetween(interval.low(), interval.high());
    assertThat(interval.low()).isGreaterThanOrEqualTo(-1 - 1e-12);
    assertThat(interval.high()).isLessThanOrEqualTo(1 + 1e-12);
    Interval wilson = pair.control().wilsonInterval(ALPHA).orElseThrow();
    assertThat(pair.control().rate().orElseThrow()).isBetween(wilson.low(), wilson.high());
    pair.lift(ALPHA)
        .ifPresent(
            l -> assertThat(l.estimate()).isBetween(l.interval().low(), l.interval().high()));
    pair.yates()
        .ifPresent(
            y ->
                assertThat(y.pValue())
                    .isGreaterThanOrEqualTo(pair.chiSquare().orElseThrow().pValue()));
  }

  private static ProportionComparison pair(long x1, long n1, long x2, long n2) {
    return new ProportionComparison(new Proportion(x1, n1), new Proportion(x2, n2));
  }

  private static void close(Optional<Interval> actual, double low, double high, double tolerance) {
    assertThat(actual.orElseThrow().low()).isCloseTo(low, within(tolerance));
    assertThat(actual.orElseThrow().high()).isCloseTo(high, within(tolerance));
  }
}
