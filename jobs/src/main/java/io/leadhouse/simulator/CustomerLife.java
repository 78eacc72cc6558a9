package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Acted;
import io.leadhouse.simulator.Fact.Bought;
import io.leadhouse.simulator.Fact.Engaged;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A customer after the win: visits, purchases and trouble until the customer leaves without a word.
 * Before each period of 30 days but the first the customer may decide to leave in it, with a chance
 * that follows from what can be read in the database: {@link World.Churn}.
 */
final class CustomerLife {
  private static final int PERIOD_DAYS = 30;
  private static final double MOMENT_GAP_FACTOR = 2.2;
  private static final double OTHER_CURRENCY = 0.06;
  private static final double REFUNDED = 0.04;
  private static final double ARRIVES_LATE = 0.03;
  private static final int MAILS_IN_VAIN = 4;

  private final World.Organization organization;
  private final LocalClock clock;
  private final Instant horizon;
  private final Exchange exchange;
  private final List<Fact> facts;
  private final RandomStream random;
  private final double momentGapDays;
  private final double purchaseGapDays;
  private final double troubleGapDays;
  private final double usualCents;
  private final List<Instant> purchases = new ArrayList<>();

  /**
   * @param pace factor on the frequency of contact
   * @param facts gets what happens; what {@code exchange} tells goes there too
   */
  CustomerLife(
      World.Organization organization,
      LocalClock clock,
      double pace,
      Instant horizon,
      Exchange exchange,
      List<Fact> facts,
      RandomStream random) {
    this.organization = organization;
    this.clock = clock;
    this.horizon = horizon;
    this.exchange = exchange;
    this.facts = facts;
    this.random = random;
    World.Purchasing purchasing = organization.purchasing();
    this.momentGapDays =
        organization.momentGapDays() * MOMENT_GAP_FACTOR / (pace * random.logNormal(1, 0.4));
    // A rate that is gamma distributed with shape 2 and mean 1.
    double rate = (random.exponential(0.5) + random.exponential(0.5));
    this.purchaseGapDays = purchasing.meanGapDays() / Math.max(rate, 0.02);
    this.troubleGapDays = 365 / (purchasing.troublePerYear() * random.logNormal(0.7, 0.9));
    this.usualCents = 100 * random.logNormal(purchasing.median(), purchasing.spread());
  }

  void live(Instant won) {
    buy(Elapsed.daysAfter(won, random.between(0, 2)));
    Instant from = won;
    for (int period = 0; from.isBefore(horizon); period++) {
      boolean leaves = period > 0 && random.chance(leavingChance(from, period));
      double days = leaves ? random.between(0, PERIOD_DAYS) : PERIOD_DAYS;
      each(from, days, momentGapDays, this::moment);
      each(from, days, purchaseGapDays, this::buy);
      each(from, days, troubleGapDays, exchange::complain);
      if (leaves) {
        writeInVain(Elapsed.daysAfter(from, days));
        return;
      }
      from = Elapsed.daysAfter(from, PERIOD_DAYS);
    }
  }

  private interface Event {
    void at(Instant at);
  }

  private void each(Instant from, double days, double gapDays, Event event) {
    for (double day = random.exponential(gapDays); day < days; day += random.exponential(gapDays)) {
      LocalDate date = clock.day(Elapsed.daysAfter(from, day));
      Instant at = clock.awake(date, random);
      if (!at.isBefore(from)) {
        event.at(at);
      }
    }
  }

  private double leavingChance(Instant at, int months) {
    World.Churn churn = organization.churn();
    long bought = purchases.stream().filter(p -> within(p, at, 90)).count();
    int inbound = 0;
    int trouble = 0;
    for (Fact fact : facts) {
      if (fact instanceof Engaged e && isActivity(e) && within(e.occurredAt(), at, 30)) {
        inbound++;
      } else if (fact instanceof Acted a && isTrouble(a) && within(a.at(), at, 60)) {
        trouble++;
      }
    }
    double logOdds =
        churn.intercept()
            + churn.purchases90d() * Math.min(bought, 5)
            + churn.logInbound30d() * StrictMath.log1p(inbound)
            + churn.troubleCalls60d() * Math.min(trouble, 4)
            + churn.logTenureMonths() * StrictMath.log1p(months);
    return 1 / (1 + StrictMath.exp(-logOdds));
  }

  private static boolean isActivity(Engaged engaged) {
    return engaged.type().isInbound() && engaged.type() != EngagementType.PURCHASE_MADE;
  }

  private static boolean isTrouble(Acted acted) {
    return acted.direction() == Fact.Direction.INBOUND;
  }

  private static boolean within(Instant event, Instant at, int days) {
    return event.isBefore(at) && !event.isBefore(Elapsed.daysAfter(at, -days));
  }

  private void moment(Instant at) {
    if (random.chance(0.45)) {
      exchange.mail(at);
    } else {
      exchange.visit(at);
    }
  }

  private void buy(Instant at) {
    purchases.add(at);
    long cents = Math.max(100, Math.round(usualCents * random.logNormal(1, 0.35)));
    String currency =
        random.chance(OTHER_CURRENCY) ? organization.otherCurrency() : organization.currency();
    Instant known =
        random.chance(ARRIVES_LATE) ? Elapsed.daysAfter(at, random.between(0.5, 5)) : at;
    facts.add(new Bought(known, at, cents, currency));
    exchange.purchase(at, cents);
    if (random.chance(REFUNDED)) {
      Instant refunded = Elapsed.daysAfter(at, random.between(6, 20));
      long back = random.chance(0.6) ? cents : cents / 2;
      facts.add(new Bought(refunded, refunded, -back, currency));
    }
  }

  private void writeInVain(Instant left) {
    for (int month = 1; month <= MAILS_IN_VAIN; month++) {
      exchange.mailInVain(Elapsed.daysAfter(left, PERIOD_DAYS * month));
    }
  }
}
