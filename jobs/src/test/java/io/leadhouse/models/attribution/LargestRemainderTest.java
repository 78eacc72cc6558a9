package io.leadhouse.models.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargestRemainderTest {
  @Test
  void equalFractionsGoToTheEarlierTouch() {
    assertThat(allocate(10_000, 1, 1, 1)).containsExactly(3334, 3333, 3333);
    assertThat(allocate(2, 1, 1, 1)).containsExactly(1, 1, 0);
  }

  @Test
  void theLargestFractionComesFirst() {
    // Quotas 1.4, 1.6, 4.0.
    assertThat(allocate(7, 7, 8, 20)).containsExactly(1, 2, 4);
  }

  @Test
  void fractionsThatAgreeInNinePlacesAreEqual() {
    // Quotas 0.4999999999 and 0.5000000001.
    assertThat(allocate(1, 4_999_999_999L, 5_000_000_001L)).containsExactly(1, 0);
    // Quotas 0.49999999 and 0.50000001.
    assertThat(allocate(1, 49_999_999L, 50_000_001L)).containsExactly(0, 1);
  }

  @Test
  void aRefundIsSharedByItsSizeAndKeepsItsSign() {
    assertThat(allocate(-10_000, 1, 1, 1)).containsExactly(-3334, -3333, -3333);
  }

  @Test
  void nothingIsSharedAsNothing() {
    assertThat(allocate(0, 1, 2)).containsExactly(0, 0);
  }

  @Test
  void whoHasNoShareGetsNothing() {
    assertThat(allocate(1, 0, 1, 0, 2)).containsExactly(0, 0, 0, 1);
  }

  @Test
  void theLargestValueThatAColumnHoldsIsShared() {
    long units = 999_999_999_999_999_999L;

    assertThat(allocate(units, 1, 1, 1))
        .containsExactly(
            333_333_333_333_333_333L, 333_333_333_333_333_333L, 333_333_333_333_333_333L);
    assertThat(allocate(units, 1L << 58, 3L << 58))
        .containsExactly(250_000_000_000_000_000L, 749_999_999_999_999_999L);
  }

  @Test
  void everyoneIsLessThanOneUnitFromItsQuotaAndAllAddUp() {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      long[] weights =
          random.longs(1 + random.nextInt(9), 0, 1L << random.nextInt(1, 55)).toArray();
      weights[random.nextInt(weights.length)]++;
      long units = random.nextLong(1L << random.nextInt(1, 59));

      long[] allocated = allocate(units, weights);

      assertThat(Arrays.stream(allocated).sum()).isEqualTo(units);
      BigDecimal total = BigDecimal.valueOf(Arrays.stream(weights).sum());
      for (int i = 0; i < weights.length; i++) {
        BigDecimal quota =
            BigDecimal.valueOf(units)
                .multiply(BigDecimal.valueOf(weights[i]))
                .divide(total, MathContext.DECIMAL128);
        assertThat(quota.subtract(BigDecimal.valueOf(allocated[i])).abs())
            .isLessThan(BigDecimal.ONE);
      }
    }
  }

  private static long[] allocate(long units, long... weights) {
    return LargestRemainder.allocate(units, Shares.proportional(weights));
  }
}
