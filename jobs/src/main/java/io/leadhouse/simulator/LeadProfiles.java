package io.leadhouse.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Invents the leads of one organization. */
final class LeadProfiles {
  private static final double KNOWS_VALUE = 0.35;
  private static final double IN_CAMPAIGN = 0.85;

  private final long seed;
  private final World.Organization organization;
  private final Campaigns campaigns;
  private final LocalClock clock;
  private final List<Long> salesUsers;

  LeadProfiles(long seed, World.Organization organization, Campaigns campaigns, LocalClock clock) {
    this.seed = seed;
    this.organization = organization;
    this.campaigns = campaigns;
    this.clock = clock;
    this.salesUsers = organization.salesUserIds();
  }

  /**
   * @param day the local day on which the lead arrives
   */
  LeadProfile profile(int number, LocalDate day) {
    RandomStream random = RandomStream.of(seed, "profile", organization.id(), number);
    Instant createdAt = clock.awake(day, random);
    double quality = random.gaussian();
    World.Source source = source(random);
    return new LeadProfile(
        SimulatedIds.lead(organization.id(), number),
        number,
        createdAt,
        person(number),
        source,
        recorded(source, random),
        campaign(source, day, random),
        random.chance(0.97) ? random.pick(salesUsers) : 0,
        random.chance(KNOWS_VALUE) ? dealValue(quality, random) : null,
        random.chance(0.9) ? Scoring.first(source, quality, random) : -1,
        quality);
  }

  /** A deal value; better leads are worth somewhat more. */
  Fact.DealValue dealValue(double quality, RandomStream random) {
    World.Deals deals = organization.deals();
    double median = deals.median() * StrictMath.exp(0.15 * quality);
    long cents = Math.round(random.logNormal(median, deals.spread())) * 100;
    return new Fact.DealValue(cents, currency(random));
  }

  private String currency(RandomStream random) {
    double draw = random.uniform();
    double other = organization.deals().otherCurrencyShare();
    if (draw < other) {
      return organization.otherCurrency();
    }
    return draw < other + 0.03 ? null : organization.currency();
  }

  /** Duplicates that are merged later are the same person under two numbers. */
  private Person person(int number) {
    int original = MergePlan.originalOf(number);
    RandomStream random = RandomStream.of(seed, "person", organization.id(), original);
    return Person.invent(organization.people(), original, random);
  }

  private World.Source source(RandomStream random) {
    double draw = random.uniform();
    for (World.Source source : organization.sources()) {
      draw -= source.share();
      if (draw < 0) {
        return source;
      }
    }
    return organization.sources().get(0);
  }

  private static String recorded(World.Source source, RandomStream random) {
    double draw = random.uniform();
    if (draw < 0.015) {
      return null;
    }
    return draw < 0.02 ? " " : source.source();
  }

  private long campaign(World.Source source, LocalDate day, RandomStream random) {
    return random.chance(IN_CAMPAIGN)
        ? campaigns.runningOf(source.source(), day, random).map(Campaign::id).orElse(0L)
        : 0;
  }
}
