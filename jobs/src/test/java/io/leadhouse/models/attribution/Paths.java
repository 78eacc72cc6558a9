package io.leadhouse.models.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Journeys as short text, and shares as plain numbers. */
final class Paths {
  private Paths() {}

  /** One touch a day in each of the channels; {@code direct} is direct. */
  static Journey path(String... channels) {
    List<Touch> touches = new ArrayList<>();
    for (String channel : channels) {
      touches.add(touch(touches.size() + 1, touches.size(), channel));
    }
    return new Journey(touches, OptionalInt.empty(), false);
  }

  /** n touches of which the one at {@code place}, counted from 1, is the opportunity touch. */
  static Journey withOpportunity(int length, int place) {
    Journey journey = ofLength(length);
    return new Journey(journey.touches(), OptionalInt.of(place - 1), false);
  }

  static Journey ofLength(int length) {
    String[] channels = new String[length];
    Arrays.fill(channels, "A");
    return path(channels);
  }

  /** One touch at each of the days. */
  static List<Touch> onDays(int... days) {
    List<Touch> touches = new ArrayList<>();
    for (int day : days) {
      touches.add(touch(touches.size() + 1, day, "A"));
    }
    return touches;
  }

  static long day(int day) {
    return TimeUnit.DAYS.toMicros(day);
  }

  static double[] fractions(Shares shares) {
    double[] fractions = new double[shares.length()];
    Arrays.setAll(fractions, i -> (double) shares.numerator(i) / shares.denominator(i));
    return fractions;
  }

  private static Touch touch(int number, int day, String channel) {
    return new Touch(number, "e:" + number, day(day), channel, "unknown", channel.equals("direct"));
  }
}
