package io.leadhouse.models.attribution;

import static io.leadhouse.models.attribution.Paths.day;
import static io.leadhouse.models.attribution.Paths.onDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JourneysTest {
  private static final Lookback THIRTY_DAYS = new Lookback(30);
  private static final Lookback UNLIMITED = new Lookback(0);

  @Test
  void bothEndsOfTheLookbackBelongToTheJourney() {
    Journey journey = journey(THIRTY_DAYS, onDays(10, 40), conversion("customer", 1, 40));

    assertThat(numbers(journey)).containsExactly(1, 2);
    assertThat(journey.isTruncated()).isFalse();
  }

  @Test
  void aTouchBeforeTheLookbackIsCutOffAndTold() {
    Journey journey = journey(THIRTY_DAYS, onDays(9, 10, 41), conversion("customer", 1, 40));

    assertThat(numbers(journey)).containsExactly(2);
    assertThat(journey.isTruncated()).isTrue();
  }

  @Test
  void allHistoryCountsWithoutALookback() {
    Journey journey = journey(UNLIMITED, onDays(0, 4000), conversion("customer", 1, 4000));

    assertThat(numbers(journey)).containsExactly(1, 2);
    assertThat(journey.isTruncated()).isFalse();
  }

  @Test
  void aConversionThatNothingLedToIsUnattributed() {
    Journey late = journey(THIRTY_DAYS, onDays(41), conversion("customer", 1, 40));
    Journey early = journey(THIRTY_DAYS, onDays(1), conversion("customer", 1, 40));

    assertThat(late.touches()).containsExactly(Touch.NONE);
    assertThat(late.isTruncated()).isFalse();
    assertThat(early.touches()).containsExactly(Touch.NONE);
    assertThat(early.isTruncated()).isTrue();
  }

  @Test
  void aSecondPurchaseStartsAfterTheFirst() {
    List<Touch> touches = onDays(1, 5, 6, 8);
    Journeys journeys =
        new Journeys(
            touches,
            List.of(
                conversion("customer", 1, 8),
                conversion("purchase", 1, 5),
                conversion("purchase", 2, 8)),
            UNLIMITED);

    assertThat(numbers(journeys.of(0))).containsExactly(1, 2, 3, 4);
    assertThat(numbers(journeys.of(1))).containsExactly(1, 2);
    assertThat(numbers(journeys.of(2))).containsExactly(3, 4);
  }

  @Test
  void purchasesOfOneInstantHaveOneJourney() {
    Journeys journeys =
        new Journeys(
            onDays(1, 5, 6, 8),
            List.of(
                conversion("purchase", 1, 5),
                conversion("purchase", 2, 8),
                conversion("purchase", 3, 8)),
            UNLIMITED);

    assertThat(numbers(journeys.of(1))).containsExactly(3, 4);
    assertThat(numbers(journeys.of(2))).containsExactly(3, 4);
  }

  @Test
  void aRefundEndsNoJourney() {
    Journeys journeys =
        new Journeys(
            onDays(1, 6, 8, 9),
            List.of(
                conversion("purchase", 1, 5),
                refund(2, 7),
                conversion("purchase", 3, 8),
                refund(4, 8)),
            UNLIMITED);

    assertThat(numbers(journeys.of(1))).containsExactly(2);
    assertThat(numbers(journeys.of(2))).containsExactly(2, 3);
    assertThat(numbers(journeys.of(3))).containsExactly(2, 3);
  }

  @Test
  void aPurchaseThatNoTouchCameBeforeIsUnattributedAndNotTruncated() {
    Journeys journeys =
        new Journeys(
            onDays(1),
            List.of(conversion("purchase", 1, 5), conversion("purchase", 2, 40)),
            THIRTY_DAYS);

    assertThat(journeys.of(1).touches()).containsExactly(Touch.NONE);
    assertThat(journeys.of(1).isTruncated()).isFalse();
  }

  @Test
  void theOpportunityTouchIsTheLastAtOrBeforeTheEntry() {
    assertThat(opportunityTouch(THIRTY_DAYS, 20, 40)).isEqualTo(OptionalInt.of(1));
    assertThat(opportunityTouch(THIRTY_DAYS, 25, 40)).isEqualTo(OptionalInt.of(1));
    assertThat(opportunityTouch(THIRTY_DAYS, 40, 40)).isEqualTo(OptionalInt.of(2));
  }

  @Test
  void thereIsNoOpportunityTouchOutsideOfTheJourney() {
    assertThat(opportunityTouch(THIRTY_DAYS, 5, 40)).as("before any touch").isEmpty();
    assertThat(opportunityTouch(new Lookback(15), 20, 40)).as("before the lookback").isEmpty();
    assertThat(opportunityTouch(THIRTY_DAYS, 41, 40)).as("after the conversion").isEmpty();
  }

  @Test
  void aNegativeLookbackIsRefused() {
    assertThatThrownBy(() -> new Lookback(-1))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("attribution_lookback_days");
  }

  /** Of touches at days 10, 20 and 30. */
  private static OptionalInt opportunityTouch(Lookback lookback, int entryDay, int wonDay) {
    List<Conversion> conversions =
        List.of(conversion("customer", 1, wonDay), conversion("opportunity", 1, entryDay));
    return new Journeys(onDays(10, 20, 30), conversions, lookback).of(0).opportunityTouch();
  }

  private static Journey journey(Lookback lookback, List<Touch> touches, Conversion conversion) {
    return new Journeys(touches, List.of(conversion), lookback).of(0);
  }

  private static Conversion conversion(String type, int number, int day) {
    return new Conversion(type, number, day(day), false, null, "USD", 2);
  }

  private static Conversion refund(int number, int day) {
    return new Conversion("purchase", number, day(day), true, null, "USD", 2);
  }

  private static List<Integer> numbers(Journey journey) {
    return journey.touches().stream().map(Touch::number).toList();
  }
}
