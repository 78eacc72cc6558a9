package io.leadhouse.simulator;

import io.leadhouse.error.LeadhouseException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * Which history is simulated, and how far. Seed, start, leads and months fix the history once and
 * for all; {@code end} only says how much of it the database shows, so two settings that differ in
 * {@code end} alone tell the same story.
 *
 * @param seed any number; equal settings give equal bytes
 * @param start first day of the history
 * @param months length of the stretch that {@code leads} is meant for; arrivals go on after it
 * @param leads leads expected in the first {@code months} months, over all organizations; the
 *     actual number varies around it, as arrivals are random
 * @param end the instant at which the database is seen: only facts before it are in it
 */
public record SimulatorSettings(long seed, LocalDate start, int months, int leads, Instant end) {
  private static final long DEFAULT_SEED = 20_260_301L;
  private static final int DEFAULT_MONTHS = 18;
  private static final int DEFAULT_LEADS = 6_000;

  public SimulatorSettings {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
    requirePositive("months", months);
    requirePositive("leads", leads);
    if (!start.atStartOfDay(ZoneOffset.UTC).toInstant().isBefore(end)) {
      throw LeadhouseException.configuration(
          "The simulated history starts on " + start + " and would end at " + end + ", not later.");
    }
  }

  /** The demo's history: 18 months, about 6,000 leads, seen at {@code end}. */
  public static SimulatorSettings endingAt(Instant end) {
    return endingAt(end, DEFAULT_SEED, DEFAULT_MONTHS, DEFAULT_LEADS);
  }

  /** A history of {@code months} months whose stretch ends with the day of {@code end}. */
  public static SimulatorSettings endingAt(Instant end, long seed, int months, int leads) {
    requirePositive("months", months);
    LocalDate start = end.atOffset(ZoneOffset.UTC).toLocalDate().minusMonths(months);
    return new SimulatorSettings(seed, start, months, leads, end);
  }

  /** The same history seen at another instant. */
  public SimulatorSettings seenAt(Instant instant) {
    return new SimulatorSettings(seed, start, months, leads, instant);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw LeadhouseException.configuration(
          "The simulator needs " + name + " of at least 1; given was " + value + ".");
    }
  }
}
