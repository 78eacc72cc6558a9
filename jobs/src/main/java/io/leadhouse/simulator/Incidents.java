package io.leadhouse.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** What goes wrong in one organization towards the end of the stretch. */
final class Incidents {
  private static final double USUAL_BOUNCES = 0.02;

  private final List<Incident> incidents;

  Incidents(SimulatorSettings settings, World.Organization organization) {
    this.incidents =
        organization.incidents().stream()
            .map(planned -> dated(planned, settings.stretchEnd(), organization))
            .toList();
  }

  /**
   * @param firstDay first local day
   * @param lastDay last local day
   */
  record Incident(
      World.Incident planned, LocalDate firstDay, LocalDate lastDay, Instant from, Instant to) {
    boolean covers(Instant instant) {
      return !instant.isBefore(from) && instant.isBefore(to);
    }

    boolean covers(LocalDate day) {
      return !day.isBefore(firstDay) && !day.isAfter(lastDay);
    }
  }

  List<Incident> all() {
    return incidents;
  }

  /** Added to the log-odds of every pass of a lead that was created then. */
  double passLift(Instant createdAt) {
    return incidents.stream()
        .filter(i -> i.planned().kind() == World.Incident.Trouble.CONVERSION_DROP)
        .filter(i -> i.covers(createdAt))
        .mapToDouble(i -> i.planned().strength())
        .sum();
  }

  /** Share of mails that come back. */
  double bounceRate(Instant sentAt) {
    return incidents.stream()
        .filter(i -> i.planned().kind() == World.Incident.Trouble.BOUNCE_SPIKE && i.covers(sentAt))
        .mapToDouble(i -> i.planned().strength())
        .findFirst()
        .orElse(USUAL_BOUNCES);
  }

  /** Factor on what a channel's campaigns cost on a local day. */
  double spendFactor(String channel, LocalDate day) {
    return incidents.stream()
        .filter(i -> i.planned().kind() == World.Incident.Trouble.SPEND_SPIKE)
        .filter(i -> i.planned().entity().equals(channel) && i.covers(day))
        .mapToDouble(i -> i.planned().strength())
        .findFirst()
        .orElse(1);
  }

  /** Whether no engagement was recorded then. */
  boolean loses(Instant occurredAt) {
    return incidents.stream()
        .anyMatch(
            i -> i.planned().kind() == World.Incident.Trouble.TRACKING_GAP && i.covers(occurredAt));
  }

  private static Incident dated(
      World.Incident planned, LocalDate stretchEnd, World.Organization organization) {
    LocalDate first = stretchEnd.plusDays(planned.firstDay());
    LocalDate last = stretchEnd.plusDays(planned.lastDay());
    return new Incident(
        planned,
        first,
        last,
        first.atStartOfDay(organization.zone()).toInstant(),
        last.plusDays(1).atStartOfDay(organization.zone()).toInstant());
  }
}
