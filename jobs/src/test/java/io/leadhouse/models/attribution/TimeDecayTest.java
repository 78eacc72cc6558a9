package io.leadhouse.models.attribution;

import static io.leadhouse.models.attribution.Paths.fractions;
import static io.leadhouse.models.attribution.Paths.onDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.leadhouse.error.LeadhouseException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TimeDecayTest {
  @Test
  void aTouchWeighsHalfOfOneThatIsAHalfLifeYounger() {
    assertThat(fractions(shares(7, onDays(0, 7, 14))))
        .containsExactly(new double[] {1 / 7d, 2 / 7d, 4 / 7d}, offset(1e-15));
  }

  @Test
  void ofHundredTheThreeGetWholeCents() {
    assertThat(LargestRemainder.allocate(10_000, shares(7, onDays(0, 7, 14))))
        .containsExactly(1429, 2857, 5714);
  }

  @Test
  void theHalfLifeIsAParameter() {
    assertThat(fractions(shares(14, onDays(0, 14)))).containsExactly(1 / 3d, 2 / 3d);
  }

  @Test
  void touchesOfOneInstantWeighTheSame() {
    assertThat(LargestRemainder.allocate(10_000, shares(7, onDays(3, 3, 3))))
        .containsExactly(3334, 3333, 3333);
  }

  @Test
  void aTouchOfLongAgoWeighsNothingBesideALateOne() {
    assertThat(fractions(shares(7, onDays(0, 3650)))).containsExactly(0, 1);
  }

  @Test
  void aHalfLifeOfNothingIsRefused() {
    assertThatThrownBy(() -> new TimeDecay(0))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("attribution_half_life_days")
        .hasMessageContaining("0");
  }

  private static Shares shares(int halfLifeDays, List<Touch> touches) {
    return new TimeDecay(halfLifeDays).shares(new Journey(touches, OptionalInt.empty(), false));
  }
}
