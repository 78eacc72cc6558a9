package io.leadhouse.simulator;

import static io.leadhouse.simulator.EngagementType.AD_CLICKED;
import static io.leadhouse.simulator.EngagementType.CALL_MADE;
import static io.leadhouse.simulator.EngagementType.CONTENT_DOWNLOADED;
import static io.leadhouse.simulator.EngagementType.EMAIL_CLICKED;
import static io.leadhouse.simulator.EngagementType.EMAIL_OPENED;
import static io.leadhouse.simulator.EngagementType.EMAIL_REPLIED;
import static io.leadhouse.simulator.EngagementType.EMAIL_SENT;
import static io.leadhouse.simulator.EngagementType.FORM_SUBMITTED;
import static io.leadhouse.simulator.EngagementType.MEETING_SCHEDULED;
import static io.leadhouse.simulator.EngagementType.PAGE_VIEWED;
import static io.leadhouse.simulator.EngagementType.PURCHASE_MADE;
import static io.leadhouse.simulator.EngagementType.SMS_REPLIED;
import static io.leadhouse.simulator.EngagementType.SMS_SENT;
import static io.leadhouse.simulator.EngagementType.SOCIAL_INTERACTION;

import io.leadhouse.simulator.Fact.Engaged;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What one lead and the organization exchange. Contact comes in moments, a few days apart and rarer
 * with time; a moment is a mail and what it leads to, a visit, a call and so on.
 */
final class EngagementHistory {
  private static final int MAX_MOMENTS = 300;
  private static final double ARRIVES_LATE = 0.01;

  private final double gapDays;
  private final LeadProfile profile;
  private final Campaigns campaigns;
  private final LocalClock clock;
  private final RandomStream random;
  private final List<Fact> facts = new ArrayList<>();

  /**
   * @param gapDays mean days between two moments while the lead is new
   */
  EngagementHistory(
      double gapDays,
      LeadProfile profile,
      Campaigns campaigns,
      LocalClock clock,
      RandomStream random) {
    this.gapDays = gapDays;
    this.profile = profile;
    this.campaigns = campaigns;
    this.clock = clock;
    this.random = random;
  }

  /** Everything up to some months after the last change in the pipeline. */
  List<Fact> around(PipelineWalk walk) {
    arrive();
    if (walk.isWon()) {
      moments(profile.createdAt(), walk.lastChange(), 1, this::courtshipMoment);
      moments(walk.lastChange(), plusDays(walk.lastChange(), 270), 7, this::customerMoment);
    } else if (walk.isLost()) {
      moments(profile.createdAt(), walk.lastChange(), 1, this::courtshipMoment);
      moments(walk.lastChange(), plusDays(walk.lastChange(), 60), 9, this::afterglowMoment);
    } else {
      Instant end = plusDays(walk.lastChange(), 45);
      moments(profile.createdAt(), end, 1.4, this::courtshipMoment);
    }
    return facts;
  }

  private interface Moment {
    void add(Instant at);
  }

  private void arrive() {
    Instant at = profile.createdAt();
    if (profile.source().channel().startsWith("paid_")) {
      add(AD_CLICKED, at, profile.source().channel(), profile.campaignId());
    }
    visit(at.plusSeconds(5), profile.source().channel(), profile.campaignId());
    if (random.chance(0.7)) {
      add(FORM_SUBMITTED, at.plusSeconds(240), profile.source().channel(), profile.campaignId());
    }
  }

  /**
   * @param slowness factor on the mean gap between two moments
   */
  private void moments(Instant from, Instant to, double slowness, Moment moment) {
    double liveliness = StrictMath.exp(0.35 * profile.quality() + 0.3 * profile.source().lift());
    double day = 0;
    for (int i = 0; i < MAX_MOMENTS; i++) {
      day += random.exponential(gapDays * slowness * (1 + day / 25) / liveliness);
      LocalDate date = clock.day(plusDays(from, day));
      Instant at = clock.awake(date, random);
      if (!at.isBefore(to)) {
        return;
      }
      if (at.isAfter(from)) {
        moment.add(at);
      }
    }
  }

  private void courtshipMoment(Instant at) {
    double draw = random.uniform();
    if (draw < 0.36) {
      mail(at);
    } else if (draw < 0.68) {
      visit(at);
    } else if (draw < 0.82) {
      call(at);
    } else if (draw < 0.88) {
      text(at);
    } else if (draw < 0.94) {
      add(SOCIAL_INTERACTION, at, "social", 0);
    } else {
      advertise(at);
    }
  }

  private void afterglowMoment(Instant at) {
    if (random.chance(0.7)) {
      mail(at);
    } else {
      visit(at);
    }
  }

  private void customerMoment(Instant at) {
    double draw = random.uniform();
    if (draw < 0.5) {
      mail(at);
    } else if (draw < 0.85) {
      visit(at);
    } else {
      long cents = Math.round(random.logNormal(300, 0.8)) * 100;
      add(PURCHASE_MADE, at, "direct", 0, cents);
    }
  }

  private void mail(Instant at) {
    if (profile.person().email() == null || !profile.person().emailConsent()) {
      call(at);
      return;
    }
    long campaign = campaignIn("email", at);
    add(EMAIL_SENT, at, "email", campaign);
    if (!random.chance(0.45)) {
      return;
    }
    Instant opened = at.plusSeconds(60 + random.below(36_000));
    add(EMAIL_OPENED, opened, "email", campaign);
    if (random.chance(0.3)) {
      add(EMAIL_CLICKED, opened.plusSeconds(20), "email", campaign);
      add(PAGE_VIEWED, opened.plusSeconds(25), "email", campaign);
    }
    if (random.chance(0.12)) {
      add(EMAIL_REPLIED, opened.plusSeconds(900), "email", campaign);
    }
  }

  private void visit(Instant at) {
    double draw = random.uniform();
    if (draw < 0.35) {
      visit(at, "direct", 0);
    } else if (draw < 0.7) {
      visit(at, "organic", 0);
    } else {
      visit(at, profile.source().channel(), 0);
    }
  }

  private void visit(Instant at, String channel, long campaign) {
    int pages = random.chance(0.4) ? 2 : 1;
    for (int page = 0; page < pages; page++) {
      add(PAGE_VIEWED, at.plusSeconds(45L * page), channel, campaign);
    }
    if (random.chance(0.12)) {
      add(CONTENT_DOWNLOADED, at.plusSeconds(180), channel, campaign);
    }
    if (random.chance(0.05)) {
      add(FORM_SUBMITTED, at.plusSeconds(200), channel, campaign);
    }
  }

  private void call(Instant at) {
    add(CALL_MADE, at, "phone", 0);
    if (random.chance(0.2)) {
      add(MEETING_SCHEDULED, at.plusSeconds(420), "phone", 0);
    }
  }

  private void text(Instant at) {
    if (!profile.person().smsConsent()) {
      call(at);
      return;
    }
    add(SMS_SENT, at, "sms", 0);
    if (random.chance(0.25)) {
      add(SMS_REPLIED, at.plusSeconds(300 + random.below(7_200)), "sms", 0);
    }
  }

  private void advertise(Instant at) {
    String channel = random.chance(0.6) ? "paid_search" : "paid_social";
    long campaign = campaignIn(channel, at);
    if (campaign != 0) {
      add(AD_CLICKED, at, channel, campaign);
      add(PAGE_VIEWED, at.plusSeconds(4), channel, campaign);
    }
  }

  private long campaignIn(String channel, Instant at) {
    return campaigns.runningIn(channel, clock.day(at), random).map(Campaign::id).orElse(0L);
  }

  private void add(EngagementType type, Instant at, String channel, long campaign) {
    add(type, at, channel, campaign, 0);
  }

  private void add(EngagementType type, Instant at, String channel, long campaign, long cents) {
    long noise = random.bits();
    Instant known =
        random.chance(ARRIVES_LATE) ? at.plusSeconds(3_600 + random.below(169_200)) : at;
    facts.add(new Engaged(known, at, type, channel, campaign, cents, noise));
  }

  private static Instant plusDays(Instant instant, double days) {
    return instant.plus(Duration.ofSeconds((long) (days * 86_400)));
  }
}
