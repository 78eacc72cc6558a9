package io.leadhouse.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.simulator.ExpectedWins.Group;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectedWinsTest {
  private final ExpectedWins wins = new ExpectedWins(WorldReader.standard().organizations().get(0));

  @Test
  void a_higher_lift_wins_a_larger_share() {
    assertThat(wins.share(0)).isBetween(0.1, 0.2);
    assertThat(wins.share(0.5)).isGreaterThan(1.4 * wins.share(0));
    assertThat(wins.share(50)).isGreaterThan(0.99);
  }

  @Test
  void pairs_are_clear_when_lifts_or_numbers_are_large() {
    Group good = new Group("good", 1_000, 0.9);
    Group fair = new Group("fair", 1_000, 0.8);
    Group poor = new Group("poor", 1_000, -0.9);
    assertThat(ExpectedWins.order(List.of(poor, fair, good)))
        .containsExactly("good", "fair", "poor");
    assertThat(wins.clearPairs(List.of(poor, fair, good)))
        .containsExactly(List.of("good", "poor"), List.of("fair", "poor"));
    assertThat(wins.clearPairs(List.of(new Group("good", 20, 0.9), new Group("poor", 20, -0.9))))
        .isEmpty();
  }
}
