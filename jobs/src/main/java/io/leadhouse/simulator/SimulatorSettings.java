package io.leadhouse.simulator;

import io.leadhouse.error.LeadhouseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Objects;

/**
 * Which history is simulated, and how far. Everything but {@code end} fixes the history once and
 * for all; {@code end} only says how much of it the database shows, so two settings that differ in
 * {@code end} alone tell the same story.
 *
 * @param seed any number; equal settings give equal bytes
 * @param start first day of the history
 * @param months length of the stretch that {@code leads} is meant for; arrivals go on after it
 * @param leads leads expected in the first {@code months} months, over all organizations; the
 *     actual number varies around it, as arrivals are random
 * @param engagementsPerLead mean over a stretch of 24 months; the actual one is near it
 * @param end the instant at which the database is seen: only facts before it are in it
 */
public record SimulatorSettings(
    long seed, LocalDate start, int months, int leads, int engagementsPerLead, Instant end) {
  public static final long DEFAULT_SEED = 20_260_301L;
  public static final int DEFAULT_MONTHS = 24;
  public static final int DEFAULT_LEADS = 20_000;

  /** Up to {@link #MANY_LEADS} leads, and above. */
  public static final int DEFAULT_ENGAGEMENTS = 25;

  public static final int DEFAULT_ENGAGEMENTS_OF_MANY = 10;
  public static final int MANY_LEADS = 100_000;

  public static final int FEWEST_ENGAGEMENTS = 8;

  /**
   * Ids leave room for 10,000 facts in a life; at 100 the busiest of 5,000 had 2,902 in two years.
   */
  public static final int MOST_ENGAGEMENTS = 100;

  private static final int MOST_MONTHS = 120;

  /**
   * Ids leave room for a billion leads in an organization, and arrivals go on after the stretch.
   */
  private static final int MOST_LEADS = 100_000_000;

  public SimulatorSettings {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
    require("months", months, 1, MOST_MONTHS);
    require("leads", leads, 1, MOST_LEADS);
    require("engagements per lead", engagementsPerLead, FEWEST_ENGAGEMENTS, MOST_ENGAGEMENTS);
    if (!start.atStartOfDay(ZoneOffset.UTC).toInstant().isBefore(end)) {
      throw LeadhouseException.configuration(
          "The simulated history starts on " + start + " and would end at " + end + ", not later.");
    }
  }

  /** The demo's history: 24 months, about 20,000 leads, seen at {@code end}. */
  public static SimulatorSettings endingAt(Instant end) {
    return endingAt(end, DEFAULT_SEED, DEFAULT_MONTHS, DEFAULT_LEADS);
  }

  /** A history of {@code months} months whose stretch ends with the day of {@code end}. */
  public static SimulatorSettings endingAt(Instant end, long seed, int months, int leads) {
    require("months", months, 1, MOST_MONTHS);
    LocalDate start = end.atOffset(ZoneOffset.UTC).toLocalDate().minusMonths(months);
    return new SimulatorSettings(seed, start, months, leads, usualEngagements(leads), end);
  }

  private static int usualEngagements(int leads) {
    return leads <= MANY_LEADS ? DEFAULT_ENGAGEMENTS : DEFAULT_ENGAGEMENTS_OF_MANY;
  }

  public SimulatorSettings withEngagementsPerLead(int engagements) {
    return new SimulatorSettings(seed, start, months, leads, engagements, end);
  }

  /** The same history seen at another instant. */
  public SimulatorSettings seenAt(Instant instant) {
    return new SimulatorSettings(seed, start, months, leads, engagementsPerLead, instant);
  }

  /** The day after the stretch; what is planted in the last weeks is dated from here. */
  LocalDate stretchEnd() {
    return start.plusMonths(months);
  }

  /** No fact before {@link #end} depends on anything after this instant. */
  Instant horizon() {
    return end.plus(Duration.ofDays(1));
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw LeadhouseException.configuration(
          String.format(
              Locale.ROOT,
              "The simulator needs %s from %,d to %,d; given was %,d.",
              name,
              least,
              most,
              value));
    }
  }
}
