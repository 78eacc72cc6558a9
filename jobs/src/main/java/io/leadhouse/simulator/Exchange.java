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

import io.leadhouse.simulator.Fact.Acted;
import io.leadhouse.simulator.Fact.Attempted;
import io.leadhouse.simulator.Fact.ConsentWithdrawn;
import io.leadhouse.simulator.Fact.Direction;
import io.leadhouse.simulator.Fact.Engaged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one lead and the organization exchange, moment by moment: a moment is a mail and what it
 * leads to, a visit, a call and so on.
 */
final class Exchange {
  private static final double ARRIVES_LATE = 0.01;
  private static final int LATEST_DAYS = 6;
  private static final List<String> TEMPLATES = List.of("welcome", "follow-up", "offer", "news");
  private static final List<String> CALL_OUTCOMES =
      List.of("connected", "connected", "no_answer", "no_answer", "left_message");

  private final LeadProfile profile;
  private final Campaigns campaigns;
  private final LocalClock clock;
  private final Incidents incidents;
  private final List<Fact> facts;
  private final RandomStream random;

  private long owner;
  private boolean mailAllowed;

  /**
   * @param facts gets what is exchanged
   */
  Exchange(
      LeadProfile profile,
      Campaigns campaigns,
      LocalClock clock,
      Incidents incidents,
      List<Fact> facts,
      RandomStream random) {
    this.profile = profile;
    this.campaigns = campaigns;
    this.clock = clock;
    this.incidents = incidents;
    this.facts = facts;
    this.random = random;
    this.owner = profile.ownerId();
    this.mailAllowed = profile.person().email() != null && profile.person().emailConsent();
  }

  /** Who works the lead from now on; 0: nobody. */
  void workedBy(long userId) {
    owner = userId;
  }

  /** The lead shows up, and somebody answers. */
  void arrive() {
    Instant at = profile.createdAt();
    String channel = profile.source().channel();
    if (channel.startsWith("paid_")) {
      add(AD_CLICKED, at, channel, profile.campaignId());
    }
    visit(at.plusSeconds(5), channel, profile.campaignId());
    if (random.chance(0.7)) {
      add(FORM_SUBMITTED, at.plusSeconds(240), channel, profile.campaignId());
    }
    if (random.chance(0.85)) {
      answer(at.plusSeconds(Math.round(random.logNormal(5_400, 1.8))));
    }
  }

  private void answer(Instant at) {
    double draw = random.uniform();
    String type = draw < 0.6 ? "call" : draw < 0.9 ? "email" : "sms";
    boolean isCall = type.equals("call");
    int minutes = isCall ? 2 + random.below(12) : 0;
    facts.add(
        new Acted(
            at,
            owner,
            type,
            "First answer",
            null,
            at.plusSeconds(60L * minutes + 1),
            minutes,
            isCall ? random.pick(CALL_OUTCOMES) : null,
            Direction.OUTBOUND));
  }

  void mail(Instant at) {
    if (!mailAllowed) {
      call(at);
      return;
    }
    long campaign = campaignIn("email", at);
    String template = random.pick(TEMPLATES);
    add(EMAIL_SENT, at, "email", campaign);
    if (random.chance(incidents.bounceRate(at))) {
      attempt(at, "email", template, campaign, null, null, null, at.plusSeconds(40), null);
      return;
    }
    Instant delivered = at.plusSeconds(3);
    if (!random.chance(0.45)) {
      attempt(at, "email", template, campaign, delivered, null, null, null, null);
      return;
    }
    Instant opened = at.plusSeconds(60 + random.below(36_000));
    add(EMAIL_OPENED, opened, "email", campaign);
    if (random.chance(0.3)) {
      add(EMAIL_CLICKED, opened.plusSeconds(20), "email", campaign);
      add(PAGE_VIEWED, opened.plusSeconds(25), "email", campaign);
    }
    Instant replied = random.chance(0.12) ? opened.plusSeconds(900) : null;
    if (replied != null) {
      add(EMAIL_REPLIED, replied, "email", campaign);
    }
    Instant unsubscribed = random.chance(0.006) ? opened.plusSeconds(90) : null;
    if (unsubscribed != null) {
      facts.add(new ConsentWithdrawn(unsubscribed));
      mailAllowed = false;
    }
    attempt(at, "email", template, campaign, delivered, opened, replied, null, unsubscribed);
  }

  /** A mail that nobody reads. */
  void mailInVain(Instant at) {
    if (mailAllowed) {
      add(EMAIL_SENT, at, "email", 0);
      attempt(at, "email", "news", 0, at.plusSeconds(3), null, null, null, null);
    }
  }

  /** A text message, by one of two ways; that of WhatsApp has no receipts. */
  void text(Instant at) {
    if (!profile.person().smsConsent()) {
      call(at);
      return;
    }
    if (random.chance(0.5)) {
      attempt(at, "whatsapp", "short", 0, null, null, null, null, null);
      return;
    }
    add(SMS_SENT, at, "sms", 0);
    if (random.chance(0.03)) {
      attempt(at, "sms", "short", 0, null, null, null, at.plusSeconds(12), null);
      return;
    }
    Instant replied = random.chance(0.25) ? at.plusSeconds(300 + random.below(7_200)) : null;
    if (replied != null) {
      add(SMS_REPLIED, replied, "sms", 0);
    }
    attempt(at, "sms", "short", 0, at.plusSeconds(2), null, replied, null, null);
  }

  void visit(Instant at) {
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

  void call(Instant at) {
    add(CALL_MADE, at, "phone", 0);
    int minutes = 1 + random.below(20);
    facts.add(
        new Acted(
            at,
            owner,
            "call",
            "Call",
            at,
            at.plusSeconds(60L * minutes),
            minutes,
            random.pick(CALL_OUTCOMES),
            Direction.OUTBOUND));
    if (random.chance(0.2)) {
      meet(at.plusSeconds(420));
    }
  }

  private void meet(Instant agreed) {
    add(MEETING_SCHEDULED, agreed, "phone", 0);
    Instant start = clock.atWork(plusDays(agreed, random.between(1, 9)), random);
    boolean takesPlace = random.chance(0.85);
    facts.add(
        new Acted(
            agreed,
            owner,
            "meeting",
            "Meeting",
            start,
            takesPlace ? start.plusSeconds(2_700) : null,
            45,
            takesPlace ? (random.chance(0.6) ? "positive" : "negative") : null,
            Direction.OUTBOUND));
  }

  /** The lead calls because something does not work. */
  void complain(Instant at) {
    int minutes = 4 + random.below(25);
    facts.add(
        new Acted(
            at,
            owner,
            "call",
            "Trouble with the product",
            null,
            at.plusSeconds(60L * minutes),
            minutes,
            "negative",
            Direction.INBOUND));
  }

  /** A touch in a channel that reaches some leads only. */
  void nurture(Instant at, String channel) {
    long campaign = campaignIn(channel, at);
    if (channel.startsWith("paid_")) {
      add(AD_CLICKED, at, channel, campaign);
      add(PAGE_VIEWED, at.plusSeconds(4), channel, campaign);
    } else if (channel.equals("social")) {
      add(SOCIAL_INTERACTION, at, channel, campaign);
    } else {
      add(FORM_SUBMITTED, at, channel, campaign);
    }
  }

  void purchase(Instant at, long cents) {
    add(PURCHASE_MADE, at, "direct", 0, cents);
  }

  private long campaignIn(String channel, Instant at) {
    return campaigns.runningIn(channel, clock.day(at), random).map(Campaign::id).orElse(0L);
  }

  private void attempt(
      Instant at,
      String channel,
      String template,
      long campaign,
      Instant delivered,
      Instant opened,
      Instant replied,
      Instant bounced,
      Instant unsubscribed) {
    long cost = random.chance(0.1) ? 500 + random.below(90_000) : 0;
    facts.add(
        new Attempted(
            at,
            channel,
            template,
            campaign,
            delivered,
            opened,
            replied,
            bounced,
            unsubscribed,
            cost));
  }

  private void add(EngagementType type, Instant at, String channel, long campaign) {
    add(type, at, channel, campaign, 0);
  }

  private void add(EngagementType type, Instant at, String channel, long campaign, long cents) {
    long noise = random.bits();
    Instant known =
        random.chance(ARRIVES_LATE)
            ? at.plusSeconds(3_600 + random.below(LATEST_DAYS * 86_400))
            : at;
    if (!incidents.loses(at)) {
      facts.add(new Engaged(known, at, type, channel, campaign, cents, noise));
    }
  }

  static Instant plusDays(Instant instant, double days) {
    return instant.plus(Duration.ofSeconds((long) (days * 86_400)));
  }
}
