package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.CloseExpected;
import io.leadhouse.simulator.Fact.DealValue;
import io.leadhouse.simulator.Fact.Engaged;
import io.leadhouse.simulator.Fact.HardDeleted;
import io.leadhouse.simulator.Fact.Merged;
import io.leadhouse.simulator.Fact.SoftDeleted;
import io.leadhouse.simulator.Fact.StageChanged;
import io.leadhouse.simulator.Fact.StrayStageLogged;
import io.leadhouse.simulator.Fact.ValueChanged;
import io.leadhouse.simulator.Fact.ValueOverwritten;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Generates whole lives of one organization's leads. Each part of a life has a random stream of its
 * own, keyed by seed, organization and number, so lives can be made in any order or not at all.
 */
final class LeadLives {
  private static final double SOFT_DELETED = 0.005;
  private static final double HARD_DELETED = 0.002;

  private final long seed;
  private final World.Organization organization;
  private final Campaigns campaigns;
  private final LocalClock clock;
  private final LeadProfiles profiles;

  LeadLives(long seed, World.Organization organization, Campaigns campaigns) {
    this.seed = seed;
    this.organization = organization;
    this.campaigns = campaigns;
    this.clock = new LocalClock(organization.zone());
    this.profiles = new LeadProfiles(seed, organization, campaigns, clock);
  }

  /**
   * @param number from 1, in the order of arrival days
   * @param day the local day of arrival
   */
  LeadLife life(int number, LocalDate day) {
    LeadProfile profile = profiles.profile(number, day);
    PipelineWalk walk =
        new PipelineWalk(organization, profile, profiles, clock, stream("pipeline", number)).walk();
    List<Fact> facts = new ArrayList<>(walk.facts());
    facts.addAll(
        new EngagementHistory(profile, campaigns, clock, stream("engagement", number))
            .around(walk));
    spoil(profile, facts);
    fate(profile)
        .ifPresent(
            end -> {
              facts.removeIf(fact -> !fact.at().isBefore(end.at()));
              facts.add(end);
            });
    facts.sort(Comparator.comparing(Fact::at));
    return new LeadLife(profile, facts);
  }

  /** How the lead ends, if it does: merged into another, or deleted. */
  private Optional<Fact> fate(LeadProfile profile) {
    int number = profile.number();
    RandomStream random = stream("fate", number);
    OptionalInt survivor = MergePlan.survivorOf(number);
    if (survivor.isPresent()) {
      int[] days = MergePlan.delayDays(number);
      return Optional.of(
          new Merged(
              later(profile, random.between(days[0], days[1])),
              SimulatedIds.lead(organization.id(), survivor.getAsInt())));
    }
    double draw = random.uniform();
    if (MergePlan.names(number) || draw >= SOFT_DELETED + HARD_DELETED) {
      return Optional.empty();
    }
    Instant at = later(profile, random.between(3, 200));
    return Optional.of(draw < SOFT_DELETED ? new SoftDeleted(at) : new HardDeleted(at));
  }

  private void spoil(LeadProfile profile, List<Fact> facts) {
    int number = profile.number();
    Instant soon = later(profile, 1);
    if (DirtyRow.NEGATIVE_VALUE.marks(number)) {
      overwriteValue(facts, soon, new DealValue(-150_000, organization.currency()));
    }
    if (DirtyRow.VALUE_NOT_A_NUMBER.marks(number)) {
      overwriteValue(facts, soon, new DealValue(DealValue.NOT_A_NUMBER, organization.currency()));
    }
    if (DirtyRow.CLOSE_DATE_FAR_AWAY.marks(number)) {
      facts.removeIf(CloseExpected.class::isInstance);
      facts.add(new CloseExpected(soon, LocalDate.of(20_250, 6, 30)));
    }
    if (DirtyRow.ENGAGEMENT_AT_INFINITY.marks(number)) {
      facts.add(new Engaged(soon, Instant.MAX, EngagementType.PAGE_VIEWED, "direct", 0, 0, number));
    }
    if (DirtyRow.UNKNOWN_STAGE_IN_LOG.marks(number)) {
      facts.add(new StrayStageLogged(soon, 0, SimulatedIds.stage(organization.id(), 998)));
    }
    if (DirtyRow.CHANGE_BEFORE_CREATION.marks(number)) {
      facts.replaceAll(fact -> backdated(profile, fact));
    }
  }

  private static void overwriteValue(List<Fact> facts, Instant at, DealValue value) {
    facts.removeIf(ValueChanged.class::isInstance);
    facts.add(new ValueOverwritten(at, value));
  }

  private static Fact backdated(LeadProfile profile, Fact fact) {
    if (fact instanceof StageChanged move && move.from() == 0) {
      Instant dated = profile.createdAt().minus(Duration.ofHours(30));
      return new StageChanged(
          move.at(), dated, move.from(), move.to(), move.userId(), "Imported with its history");
    }
    return fact;
  }

  private static Instant later(LeadProfile profile, double days) {
    return profile.createdAt().plusSeconds((long) (days * 86_400));
  }

  private RandomStream stream(String purpose, int number) {
    return RandomStream.of(seed, purpose, organization.id(), number);
  }
}
