package io.leadhouse.cli;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.pipeline.RunClock;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The instant that a run speaks of. */
final class AsOfOption {
  @Option(
      names = "--as-of",
      paramLabel = "WHEN",
      description =
          "Instant or UTC day up to which the run knows anything, for example 2026-03-01 or"
              + " 2026-03-01T05:00:00Z. Default: the current hour.")
  private String asOf;

  RunClock clock() {
    Clock clock = Clock.systemUTC();
    return new RunClock(
        clock, given().orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.HOURS)));
  }

  /** What was asked for, if anything. */
  Optional<Instant> given() {
    return Optional.ofNullable(asOf).map(unused -> parsed());
  }

  private Instant parsed() {
    try {
      return asOf.contains("T")
          ? Instant.parse(asOf)
          : LocalDate.parse(asOf).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw LeadhouseException.configuration(
          "--as-of '"
              + asOf
              + "' is neither a day like 2026-03-01 nor an instant like"
              + " 2026-03-01T05:00:00Z.");
    }
  }
}
