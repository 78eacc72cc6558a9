package io.leadhouse.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** What goes wrong in one organization towards the end of the stretch. */
final class Incidents {
  private static final double USUAL_BOUNCES = 0.02;

  private final List<Incident> incidents;
  private final List<Incident> gaps;
  private final List<Incident> bounces;

  Incidents(SimulatorSettings settings, World.Organization organization) {
    this.incidents =
        organization.incidents().stream()
            .map(planned -> dated(planned, settings.stretchEnd(), organization))
            .toList();
    this.gaps = of(World.Incident.Trouble.TRACKING_GAP);
    this.bounces = of(World.Incident.Trouble.BOUNCE_SPIKE);
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
    for (Incident spike : bounces) {
      if (spike.covers(sentAt)) {
        return spike.planned().strength();
      }
    }
    return USUAL_BOUNCES;
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
    for (Incident gap : gaps) {
      if (gap.covers(occurredAt)) {
        return true;
      }
    }
    return false;
  }

  private List<Incident> of(World.Incident.Trouble kind) {
    return incidents.stream().filter(i -> i.planned().kind() == kind).toList();
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
