package io.leadhouse.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  private static final int DRAWS = 200_000;
  private static final long[] FIXED = {
    4371168523799081709L, 5775319227966257070L, -2546348445589925596L
  };

  private final RandomStream random = RandomStream.of(1, "test", 2, 3);

  @Test
  void equal_keys_give_equal_streams_and_others_do_not() {
    assertThat(RandomStream.of(1, "test", 2, 3).bits()).isEqualTo(random.bits());
    long first = RandomStream.of(1, "test", 2, 3).bits();
    assertThat(RandomStream.of(2, "test", 2, 3).bits()).isNotEqualTo(first);
    assertThat(RandomStream.of(1, "tests", 2, 3).bits()).isNotEqualTo(first);
    assertThat(RandomStream.of(1, "test", 3, 2).bits()).isNotEqualTo(first);
  }

  @Test
  void the_stream_is_the_same_on_every_machine_and_release() {
    RandomStream fixed = RandomStream.of(42, "fixed");
    assertThat(new long[] {fixed.bits(), fixed.bits(), fixed.bits()}).containsExactly(FIXED);
  }

  @Test
  void distributions_have_their_means() {
    assertThat(mean(random::uniform)).isCloseTo(0.5, within(0.005));
    assertThat(mean(random::gaussian)).isCloseTo(0, within(0.01));
    assertThat(mean(() -> StrictMath.pow(random.gaussian(), 2))).isCloseTo(1, within(0.02));
    assertThat(mean(() -> random.exponential(3))).isCloseTo(3, within(0.05));
    assertThat(mean(() -> random.poisson(0.7))).isCloseTo(0.7, within(0.01));
    assertThat(mean(() -> random.poisson(400))).isCloseTo(400, within(0.5));
    assertThat(mean(() -> random.below(7))).isCloseTo(3, within(0.02));
  }

  private static double mean(DoubleSupplier draw) {
    return DoubleStream.generate(draw).limit(DRAWS).sum() / DRAWS;
  }
}
