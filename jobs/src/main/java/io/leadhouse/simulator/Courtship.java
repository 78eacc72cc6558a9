package io.leadhouse.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Contact with a lead that is not won: moments, a few days apart and rarer with time. It is told as
 * the lead moves, so that the touches of a stay can decide how the stay ends.
 */
final class Courtship {
  private static final double TIRES_AFTER_DAYS = 25;
  private static final double AFTERGLOW_DAYS = 60;
  private static final double AFTERGLOW_SLOWNESS = 9;

  private final World.Organization organization;
  private final LeadProfile profile;
  private final LocalClock clock;
  private final Instant horizon;
  private final Exchange exchange;
  private final RandomStream random;
  private final List<World.Nurture> reachedBy;
  private final Set<String> touched = new HashSet<>();
  private final double gapDays;

  private double day;
  private Instant next;

  /**
   * @param pace factor on the frequency of contact
   * @param horizon nothing is told of later moments
   */
  Courtship(
      World.Organization organization,
      LeadProfile profile,
      LocalClock clock,
      double pace,
      Instant horizon,
      Exchange exchange,
      RandomStream random) {
    this.organization = organization;
    this.profile = profile;
    this.clock = clock;
    this.horizon = horizon;
    this.exchange = exchange;
    this.random = random;
    this.gapDays = organization.momentGapDays() / (pace * StrictMath.exp(0.2 * profile.quality()));
    this.reachedBy = organization.nurture().stream().filter(n -> random.chance(n.reach())).toList();
    this.next = draw(profile.createdAt(), 1);
  }

  /** Tells what happens before an instant. */
  void tellUntil(Instant to) {
    while (next.isBefore(to) && next.isBefore(horizon)) {
      if (next.isAfter(profile.createdAt())) {
        moment(next);
      }
      next = draw(profile.createdAt(), 1);
    }
  }

  /** What the touches so far add to the log-odds of getting on. */
  double lift() {
    return organization.nurture().stream()
        .filter(nurture -> touched.contains(nurture.channel()))
        .mapToDouble(World.Nurture::lift)
        .sum();
  }

  void workedBy(long userId) {
    exchange.workedBy(userId);
  }

  /** Contact with a lost lead fades out. */
  void fade(Instant lostAt) {
    Instant end = Exchange.plusDays(lostAt, AFTERGLOW_DAYS);
    day = 0;
    Instant at = draw(lostAt, AFTERGLOW_SLOWNESS);
    while (at.isBefore(end) && at.isBefore(horizon)) {
      if (at.isAfter(lostAt)) {
        afterglow(at);
      }
      at = draw(lostAt, AFTERGLOW_SLOWNESS);
    }
  }

  private Instant draw(Instant from, double slowness) {
    day += random.exponential(gapDays * slowness * (1 + day / TIRES_AFTER_DAYS));
    LocalDate date = clock.day(Exchange.plusDays(from, day));
    return clock.awake(date, random);
  }

  private void moment(Instant at) {
    double draw = random.uniform();
    if (draw < 0.34) {
      exchange.mail(at);
    } else if (draw < 0.58) {
      exchange.visit(at);
    } else if (draw < 0.70) {
      exchange.call(at);
    } else if (draw < 0.79) {
      exchange.text(at);
    } else {
      nurture(at);
    }
  }

  private void nurture(Instant at) {
    if (reachedBy.isEmpty()) {
      exchange.visit(at);
      return;
    }
    String channel = random.pick(reachedBy).channel();
    exchange.nurture(at, channel);
    // The source's own channel is in the source's lift already.
    if (!channel.equals(profile.source().channel())) {
      touched.add(channel);
    }
  }

  private void afterglow(Instant at) {
    if (random.chance(0.7)) {
      exchange.mail(at);
    } else {
      exchange.visit(at);
    }
  }
}
