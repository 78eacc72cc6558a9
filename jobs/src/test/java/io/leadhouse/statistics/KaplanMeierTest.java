package io.leadhouse.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class KaplanMeierTest {
  private static final Offset<Double> PRINTED = within(0.0005);

  @Test
  void agreesWithTheExampleOfKaplanAndMeier() {
    // Months in tenths: deaths at 0.8, 3.1, 5.4, 9.2; losses at 1.0, 2.7, 7.0, 12.1.
    KaplanMeier estimate = fromBirth(new long[] {92, 8, 54, 31}, new long[] {10, 121, 27, 70});

    assertThat(estimate.survivalAfter(7)).isEqualTo(1);
    assertThat(estimate.survivalAfter(8)).isCloseTo(0.875, within(1e-12));
    assertThat(estimate.survivalAfter(31)).isCloseTo(0.7, within(1e-12));
    assertThat(estimate.survivalAfter(54)).isCloseTo(0.525, within(1e-12));
    assertThat(estimate.survivalAfter(121)).isCloseTo(0.2625, within(1e-12));
    assertThat(estimate.median()).hasValue(92);
  }

  @Test
  void agreesWithTheRemissionsOfFreireichUnderMercaptopurine() {
    // Freireich et al., Blood 21(6), 1963: weeks in remission; ties, some of them with losses.
    KaplanMeier estimate =
        fromBirth(
            new long[] {6, 6, 6, 7, 10, 13, 16, 22, 23},
            new long[] {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35});

    assertThat(estimate.survivalAfter(6)).isCloseTo(0.857, PRINTED);
    assertThat(estimate.survivalAfter(7)).isCloseTo(0.807, PRINTED);
    assertThat(estimate.survivalAfter(10)).isCloseTo(0.753, PRINTED);
    assertThat(estimate.survivalAfter(13)).isCloseTo(0.690, PRINTED);
    assertThat(estimate.survivalAfter(16)).isCloseTo(0.627, PRINTED);
    assertThat(estimate.survivalAfter(22)).isCloseTo(0.538, PRINTED);
    assertThat(estimate.survivalAfter(35)).isCloseTo(0.448, PRINTED);
    assertThat(estimate.median()).hasValue(23);
  }

  @Test
  void exactlyHalfIsTheMedianHoweverLongTheProduct() {
    KaplanMeier estimate = fromBirth(LongStream.rangeClosed(1, 100_000).toArray(), new long[0]);

    assertThat(estimate.median()).hasValue(50_000);
  }

  @Test
  void withoutEnoughEndsThereIsNoMedian() {
    assertThat(fromBirth(new long[] {1}, new long[] {5, 5}).median()).isEmpty();
    assertThat(fromBirth(new long[0], new long[] {5}).median()).isEmpty();
    assertThat(fromBirth(new long[0], new long[0]).median()).isEmpty();
  }

  @Test
  void whatCameUnderWatchLaterIsNotAtRiskBefore() {
    // At 5, of three, only the one watched from its beginning can end: 0. At risk with all: 2/3.
    KaplanMeier estimate =
        KaplanMeier.estimate(new long[] {0, 6, 6}, new long[] {5, 8}, new long[] {9});

    assertThat(estimate.survivalAfter(5)).isZero();
  }

  @Test
  void aShortWindowSeesTheSameMedianAsALongOne() {
    // One begins every 5 s and lasts 1 to 100,000 s alike, so half last 50,000 s. Watched for
    // 20,000 s only. Were all at risk from birth, the median would not come out at all.
    Random random = new Random(11);
    LongStream.Builder entries = LongStream.builder();
    LongStream.Builder ended = LongStream.builder();
    LongStream.Builder censored = LongStream.builder();
    for (long begun = -100_000; begun < 20_000; begun += 5) {
      long end = begun + 1 + random.nextInt(100_000);
      if (end >= 0) {
        entries.add(Math.max(0, -begun));
        (end < 20_000 ? ended : censored).add(Math.min(end, 20_000) - begun);
      }
    }
    long[] ends = ended.build().toArray();
    long[] open = censored.build().toArray();

    long median =
        KaplanMeier.estimate(entries.build().toArray(), ends, open).median().orElseThrow();
    assertThat(median).isBetween(48_000L, 52_000L);
    assertThat(fromBirth(ends, open).median().orElse(Long.MAX_VALUE)).isGreaterThan(60_000);
  }

  @Test
  void everyObservationHasAnEntry() {
    assertThatThrownBy(() -> KaplanMeier.estimate(new long[] {0}, new long[] {1}, new long[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 entries for 2 observations");
  }

  private static KaplanMeier fromBirth(long[] ended, long[] censored) {
    long[] entries = new long[ended.length + censored.length];
    Arrays.fill(entries, 0);
    return KaplanMeier.estimate(entries, ended, censored);
  }
}
