package io.leadhouse.simulator;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;

/** When things happen in one organization's day. */
final class LocalClock {
  private static final int OFFICE_OPENS = 9 * 3600;
  private static final int OFFICE_CLOSES = 18 * 3600;
  private static final int PEOPLE_WAKE = 7 * 3600;
  private static final int PEOPLE_SLEEP = 23 * 3600;

  private final ZoneId zone;

  LocalClock(ZoneId zone) {
    this.zone = zone;
  }

  LocalDate day(Instant instant) {
    return instant.atZone(zone).toLocalDate();
  }

  /** A time of that day at which people are awake; most around noon. */
  Instant awake(LocalDate day, RandomStream random) {
    double middle = (random.uniform() + random.uniform()) / 2;
    return at(day, PEOPLE_WAKE + (int) (middle * (PEOPLE_SLEEP - PEOPLE_WAKE)));
  }

  /** That instant when it lies in office hours, else some time of the next working day. */
  Instant atWork(Instant earliest, RandomStream random) {
    LocalDateTime local = earliest.atZone(zone).toLocalDateTime();
    int second = local.toLocalTime().toSecondOfDay();
    if (isWorkday(local.toLocalDate()) && second >= OFFICE_OPENS && second < OFFICE_CLOSES) {
      return earliest;
    }
    LocalDate day = second < OFFICE_OPENS ? local.toLocalDate() : local.toLocalDate().plusDays(1);
    while (!isWorkday(day)) {
      day = day.plusDays(1);
    }
    return at(day, OFFICE_OPENS + random.below(OFFICE_CLOSES - OFFICE_OPENS));
  }

  private Instant at(LocalDate day, int secondOfDay) {
    return day.atTime(LocalTime.ofSecondOfDay(secondOfDay)).atZone(zone).toInstant();
  }

  private static boolean isWorkday(LocalDate day) {
    return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
  }
}
