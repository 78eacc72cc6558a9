package io.leadhouse.simulator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The campaigns of one organization: each theme of each source once a quarter, mostly with a few
 * days between two quarters in which none runs. A quarter's campaigns depend on the quarter alone.
 */
final class Campaigns {
  private final long seed;
  private final World.Organization organization;
  private final Map<Integer, List<Campaign>> byQuarter = new HashMap<>();

  Campaigns(long seed, World.Organization organization) {
    this.seed = seed;
    this.organization = organization;
  }

  /**
   * All campaigns that start on or before {@code last} in the quarters from that of {@code first}.
   */
  List<Campaign> between(LocalDate first, LocalDate last) {
    List<Campaign> campaigns = new ArrayList<>();
    for (int quarter = quarter(first); quarter <= quarter(last); quarter++) {
      ofQuarter(quarter).stream().filter(c -> !c.startDate().isAfter(last)).forEach(campaigns::add);
    }
    return campaigns;
  }

  /** One of the source's campaigns that run on that local day. */
  Optional<Campaign> runningOf(String source, LocalDate day, RandomStream random) {
    return pick(random, day, c -> c.source().equals(source));
  }

  /** One of the channel's campaigns that run on that local day. */
  Optional<Campaign> runningIn(String channel, LocalDate day, RandomStream random) {
    return pick(random, day, c -> c.channel().equals(channel));
  }

  private Optional<Campaign> pick(RandomStream random, LocalDate day, Predicate<Campaign> wanted) {
    List<Campaign> running = new ArrayList<>();
    for (Campaign campaign : ofQuarter(quarter(day))) {
      if (wanted.test(campaign) && campaign.runsOn(day)) {
        running.add(campaign);
      }
    }
    return running.isEmpty() ? Optional.empty() : Optional.of(random.pick(running));
  }

  private List<Campaign> ofQuarter(int quarter) {
    return byQuarter.computeIfAbsent(quarter, this::plan);
  }

  private List<Campaign> plan(int quarter) {
    List<Campaign> campaigns = new ArrayList<>();
    for (World.Source source : organization.sources()) {
      for (String theme : source.campaigns()) {
        campaigns.add(campaign(quarter, campaigns.size(), source, theme));
      }
    }
    return List.copyOf(campaigns);
  }

  private Campaign campaign(int quarter, int theme, World.Source source, String name) {
    RandomStream random = RandomStream.of(seed, "campaign", organization.id(), quarter, theme);
    LocalDate quarterStart = LocalDate.of(quarter / 4, quarter % 4 * 3 + 1, 1);
    int late = random.below(6);
    int early = random.below(6);
    if (source.alwaysOn()) {
      late = 0;
      early = 0;
    }
    return new Campaign(
        SimulatedIds.campaign(organization.id(), quarter, theme),
        name + " " + quarter / 4 + "-Q" + (quarter % 4 + 1),
        source.source(),
        source.channel(),
        quarterStart.plusDays(late),
        quarterStart.plusMonths(3).minusDays(1L + early),
        Math.round(random.logNormal(organization.deals().median(), 0.4)) * 100,
        source.billedIn());
  }

  private static int quarter(LocalDate day) {
    return day.getYear() * 4 + (day.getMonthValue() - 1) / 3;
  }
}
