package io.leadhouse.tables;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What cohort_retention should hold, written from the definitions alone: for every cohort and every
 * period every lead is asked what it did.
 */
record SlowRetention(List<SlowRetention.Lead> leads, List<SlowRetention.Day> days) {
  /** A row of lead. */
  record Lead(String organization, String id, LocalDate createdOn) {}

  /** A row of lead_day. */
  record Day(String organization, String lead, LocalDate day, int inbound, int purchases) {}

  private enum Basis {
    ACTIVITY,
    PURCHASE
  }

  private enum Calendar {
    WEEK,
    MONTH
  }

  /** Rows of one organization, whose knowledge ends where its day {@code asOf} begins. */
  List<Row> rows(String organization, LocalDate asOf) {
    List<Row> rows = new ArrayList<>();
    for (Basis basis : Basis.values()) {
      for (Calendar calendar : Calendar.values()) {
        List<Lead> known = new ArrayList<>(leads);
        known.removeIf(
            lead -> !lead.organization.equals(organization) || !lead.createdOn.isBefore(asOf));
        TreeSet<LocalDate> cohorts = new TreeSet<>();
        known.forEach(lead -> cohorts.add(start(calendar, lead.createdOn)));
        for (LocalDate cohort : cohorts) {
          List<Lead> members =
              known.stream()
                  .filter(lead -> start(calendar, lead.createdOn).equals(cohort))
                  .toList();
          int number = 0;
          LocalDate from = cohort;
          while (from.isBefore(asOf)) {
            LocalDate to = after(calendar, from);
            long active = count(members, basis, from, to, asOf);
            long later = count(members, basis, from, LocalDate.MAX, asOf);
            rows.add(
                RowFactory.create(
                    organization,
                    basis.name().toLowerCase(java.util.Locale.ROOT),
                    calendar.name().toLowerCase(java.util.Locale.ROOT),
                    java.sql.Date.valueOf(cohort),
                    number,
                    java.sql.Date.valueOf(from),
                    (long) members.size(),
                    active,
                    (double) active / members.size(),
                    later,
                    (double) later / members.size(),
                    !to.isAfter(asOf)));
            number++;
            from = to;
          }
        }
      }
    }
    return rows;
  }

  private long count(
      List<Lead> members, Basis basis, LocalDate from, LocalDate to, LocalDate asOf) {
    return members.stream()
        .filter(
            lead ->
                days.stream()
                    .filter(day -> day.organization.equals(lead.organization))
                    .filter(day -> day.lead.equals(lead.id))
                    .filter(day -> basis == Basis.ACTIVITY ? day.inbound > 0 : day.purchases > 0)
                    .map(Day::day)
                    .filter(day -> !day.isBefore(lead.createdOn) && day.isBefore(asOf))
                    .anyMatch(day -> !day.isBefore(from) && day.isBefore(to)))
        .count();
  }

  private static LocalDate start(Calendar calendar, LocalDate day) {
    return calendar == Calendar.MONTH
        ? day.withDayOfMonth(1)
        : day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  private static LocalDate after(Calendar calendar, LocalDate start) {
    return calendar == Calendar.MONTH ? start.plusMonths(1) : start.plusDays(7);
  }
}
