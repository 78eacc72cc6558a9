package io.leadhouse.simulator;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * How many leads of one organization arrive on each local day. A day's number depends on the day
 * alone, so the numbering of leads never depends on where the history is cut.
 */
final class Arrivals {
  private static final Set<DayOfWeek> WEEKEND = Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
  private static final double WEEKEND_FACTOR = 0.45;

  private final SimulatorSettings settings;
  private final World.Organization organization;
  private final double leadsPerWeight;

  Arrivals(SimulatorSettings settings, World.Organization organization) {
    this.settings = settings;
    this.organization = organization;
    double weights =
        settings.start().datesUntil(settings.stretchEnd()).mapToDouble(this::weight).sum();
    this.leadsPerWeight = settings.leads() * organization.leadShare() / weights;
  }

  int on(LocalDate day) {
    return RandomStream.of(settings.seed(), "arrivals", organization.id(), day.toEpochDay())
        .poisson(leadsPerWeight * weight(day));
  }

  /** Whether any lead arrives on a local day after {@code day}, and before another. */
  boolean anyBetween(LocalDate day, LocalDate end) {
    return day.plusDays(1).datesUntil(end).anyMatch(later -> on(later) > 0);
  }

  /** Leads expected from a local day up to, and without, another; none before the start. */
  double expected(LocalDate from, LocalDate to) {
    LocalDate first = from.isBefore(settings.start()) ? settings.start() : from;
    return first.isBefore(to)
        ? leadsPerWeight * first.datesUntil(to).mapToDouble(this::weight).sum()
        : 0;
  }

  private double weight(LocalDate day) {
    double years = ChronoUnit.DAYS.between(settings.start(), day) / 365.25;
    double growth = StrictMath.pow(1 + organization.growthPerYear(), years);
    double weekday = WEEKEND.contains(day.getDayOfWeek()) ? WEEKEND_FACTOR : 1;
    return growth * weekday * organization.months().get(day.getMonthValue() - 1);
  }
}
