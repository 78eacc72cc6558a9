package io.leadhouse.simulator;

import java.time.Duration;
import java.time.Instant;

/** Elapsed time in days of 24 hours, as stays and delays are drawn. */
final class Elapsed {
  private static final int SECONDS_PER_DAY = 86_400;

  private Elapsed() {}

  /** That many days later, cut to seconds; earlier where they are negative. */
  static Instant daysAfter(Instant instant, double days) {
    return instant.plus(Duration.ofSeconds((long) (days * SECONDS_PER_DAY)));
  }
}
