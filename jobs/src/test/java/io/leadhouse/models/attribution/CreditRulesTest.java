package io.leadhouse.models.attribution;

import static io.leadhouse.models.attribution.Paths.fractions;
import static io.leadhouse.models.attribution.Paths.ofLength;
import static io.leadhouse.models.attribution.Paths.path;
import static io.leadhouse.models.attribution.Paths.withOpportunity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CreditRulesTest {
  private static final Offset<Double> ROUNDING = offset(1e-15);

  @Test
  void aSingleTouchGetsEverythingUnderEveryModel() {
    for (CreditModel model : CreditModel.all(new TimeDecay(7))) {
      assertThat(fractions(model.rule().apply(path("direct")))).as(model.name()).containsExactly(1);
    }
  }

  @Test
  void firstAndLastTakeAll() {
    assertThat(fractions(CreditRules.first(path("A", "B", "C")))).containsExactly(1, 0, 0);
    assertThat(fractions(CreditRules.last(path("A", "B", "C")))).containsExactly(0, 0, 1);
  }

  @Test
  void lastNonDirectLooksPastDirectTouchesAndTakesTheLastWhereAllAreDirect() {
    assertThat(fractions(CreditRules.lastNonDirect(path("A", "B", "direct", "direct"))))
        .containsExactly(0, 1, 0, 0);
    assertThat(fractions(CreditRules.lastNonDirect(path("direct", "B")))).containsExactly(0, 1);
    assertThat(fractions(CreditRules.lastNonDirect(path("direct", "direct"))))
        .containsExactly(0, 1);
  }

  @Test
  void linearGivesEachTheSame() {
    assertThat(fractions(CreditRules.linear(ofLength(4)))).containsExactly(.25, .25, .25, .25);
  }

  @Test
  void uShapedHasTwoEnds() {
    assertThat(fractions(CreditRules.uShaped(ofLength(2)))).containsExactly(.5, .5);
    assertThat(fractions(CreditRules.uShaped(ofLength(3))))
        .containsExactly(new double[] {.4, .2, .4}, ROUNDING);
    assertThat(fractions(CreditRules.uShaped(ofLength(6))))
        .containsExactly(new double[] {.4, .05, .05, .05, .05, .4}, ROUNDING);
  }

  @Test
  void wShapedHasThreeMilestonesAndARest() {
    assertThat(fractions(CreditRules.wShaped(withOpportunity(4, 2))))
        .containsExactly(new double[] {.3, .3, .1, .3}, ROUNDING);
    assertThat(fractions(CreditRules.wShaped(withOpportunity(7, 5))))
        .containsExactly(new double[] {.3, .025, .025, .025, .3, .025, .3}, ROUNDING);
  }

  @Test
  void wShapedWithoutAnOpportunityKeepsTheProportionsOfWhatIsThere() {
    assertThat(fractions(CreditRules.wShaped(ofLength(3))))
        .containsExactly(new double[] {3 / 7d, 1 / 7d, 3 / 7d}, ROUNDING);
  }

  @Test
  void wShapedCountsMilestonesThatCoincideOnce() {
    assertThat(fractions(CreditRules.wShaped(withOpportunity(5, 1))))
        .containsExactly(new double[] {3 / 7d, 1 / 21d, 1 / 21d, 1 / 21d, 3 / 7d}, ROUNDING);
    assertThat(fractions(CreditRules.wShaped(withOpportunity(5, 5))))
        .containsExactly(new double[] {3 / 7d, 1 / 21d, 1 / 21d, 1 / 21d, 3 / 7d}, ROUNDING);
  }

  @Test
  void wShapedWithAnEmptyRestSharesAmongMilestones() {
    assertThat(fractions(CreditRules.wShaped(withOpportunity(3, 2))))
        .containsExactly(new double[] {1 / 3d, 1 / 3d, 1 / 3d}, ROUNDING);
    assertThat(fractions(CreditRules.wShaped(withOpportunity(2, 1)))).containsExactly(.5, .5);
    assertThat(fractions(CreditRules.wShaped(ofLength(2)))).containsExactly(.5, .5);
  }

  @Test
  void shapleySharesByChannelAndThenByTouch() {
    assertThat(fractions(CreditRules.shapley(path("A", "B", "A", "A", "C"))))
        .containsExactly(new double[] {1 / 9d, 1 / 3d, 1 / 9d, 1 / 9d, 1 / 3d}, ROUNDING);
  }

  @Test
  void shapleyOfFivePathsIsTheSharedWorthOfTheirChannels() {
    Map<List<String>, Integer> conversions =
        Map.of(
            List.of("A", "B"), 3,
            List.of("B"), 1,
            List.of("A"), 2,
            List.of("A", "B", "C"), 2,
            List.of("C", "A"), 1);
    Map<String, Double> credit = new TreeMap<>();
    conversions.forEach(
        (channels, count) -> {
          double[] shares = fractions(CreditRules.shapley(path(channels.toArray(String[]::new))));
          for (int i = 0; i < shares.length; i++) {
            credit.merge(channels.get(i), count * shares[i], Double::sum);
          }
        });

    assertThat(credit.get("A")).isEqualTo(4.6666667, offset(5e-8));
    assertThat(credit.get("B")).isEqualTo(3.1666667, offset(5e-8));
    assertThat(credit.get("C")).isEqualTo(1.1666667, offset(5e-8));
  }

  @Test
  void aHundredThousandTouchesAddUpToOneUnderEveryModel() {
    String[] channels = new String[100_000];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = "channel " + i % 7;
    }
    Journey journey = path(channels);
    for (CreditModel model : CreditModel.all(new TimeDecay(7))) {
      long[] credits = LargestRemainder.allocate(1_000_000_000_000L, model.rule().apply(journey));
      assertThat(Arrays.stream(credits).sum()).as(model.name()).isEqualTo(1_000_000_000_000L);
    }
  }
}
