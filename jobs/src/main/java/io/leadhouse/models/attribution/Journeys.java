package io.leadhouse.models.attribution;

import java.util.List;
import java.util.OptionalInt;

/** Cuts what happened to one lead into one journey for each of its conversions. */
final class Journeys {
  private final List<Touch> touches;
  private final List<Conversion> conversions;
  private final Lookback lookback;

  /**
   * Takes a lead's whole history.
   *
   * @param touches by number, which is the order of their time
   * @param conversions by type and number
   */
  Journeys(List<Touch> touches, List<Conversion> conversions, Lookback lookback) {
    this.touches = touches;
    this.conversions = conversions;
    this.lookback = lookback;
  }

  /**
   * The journey of a conversion: touches inside the lookback, up to and with the instant of the
   * conversion, and after the previous conversion of the same type where there is one. What is
   * bought at one instant has one journey, and a refund ends none.
   *
   * @param place of the conversion among this lead's
   */
  Journey of(int place) {
    Conversion conversion = conversions.get(place);
    int earliest = firstAfterPrevious(place, conversion);
    int from = Math.max(earliest, firstAtOrAfter(lookback.start(conversion.atMicros())));
    int to = firstAtOrAfter(conversion.atMicros() + 1);
    boolean truncated = earliest < from;
    if (from >= to) {
      return new Journey(List.of(Touch.NONE), OptionalInt.empty(), truncated);
    }
    return new Journey(touches.subList(from, to), opportunityTouch(conversion, from), truncated);
  }

  private int firstAfterPrevious(int place, Conversion conversion) {
    for (int i = place - 1; i >= 0; i--) {
      Conversion before = conversions.get(i);
      if (!before.type().equals(conversion.type())) {
        return 0;
      }
      if (!before.isRefund() && before.atMicros() < conversion.atMicros()) {
        return firstAtOrAfter(before.atMicros() + 1);
      }
    }
    return 0;
  }

  private OptionalInt opportunityTouch(Conversion conversion, int from) {
    for (Conversion entry : conversions) {
      if (entry.type().equals(Conversion.OPPORTUNITY)) {
        int last = firstAtOrAfter(entry.atMicros() + 1) - 1;
        boolean inTime = entry.atMicros() <= conversion.atMicros();
        return inTime && last >= from ? OptionalInt.of(last - from) : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  /** Place of the first touch at or after an instant; the number of touches when there is none. */
  private int firstAtOrAfter(long atMicros) {
    int low = 0;
    int high = touches.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (touches.get(middle).atMicros() < atMicros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
