package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.HardDeleted;
import io.leadhouse.simulator.Fact.Merged;
import io.leadhouse.simulator.Fact.SoftDeleted;
import io.leadhouse.simulator.Fact.Spoiled;
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

  /** Engagements of a mean lead that do not depend on the pace, and that do at a pace of 1. */
  private static final double AT_ARRIVAL = 3.6;

  private static final double AT_USUAL_PACE = 13.3;

  private final SimulatorSettings settings;
  private final World.Organization organization;
  private final Arrivals arrivals;
  private final Campaigns campaigns;
  private final Incidents incidents;
  private final LocalClock clock;
  private final LeadProfiles profiles;
  private final Assignments assignments;
  private final Chores chores;
  private final ExperimentUnits experimentUnits;
  private final double pace;

  LeadLives(
      SimulatorSettings settings,
      World.Organization organization,
      Arrivals arrivals,
      Campaigns campaigns,
      Incidents incidents) {
    this.settings = settings;
    this.organization = organization;
    this.arrivals = arrivals;
    this.campaigns = campaigns;
    this.incidents = incidents;
    this.clock = new LocalClock(organization.zone());
    this.profiles = new LeadProfiles(settings.seed(), organization, campaigns, clock);
    this.assignments = new Assignments(organization);
    this.chores = new Chores(organization, clock);
    this.experimentUnits = new ExperimentUnits(settings, organization);
    this.pace = (settings.engagementsPerLead() - AT_ARRIVAL) / AT_USUAL_PACE;
  }

  /**
   * @param number from 1, in the order of arrival days
   * @param day the local day of arrival
   */
  LeadLife life(int number, LocalDate day) {
    LeadProfile profile = profiles.profile(number, day);
    List<Fact> facts = new ArrayList<>();
    PipelineWalk walk = walk(profile, facts);
    facts.addAll(walk.facts());
    facts.addAll(assignments.of(profile, walk.facts(), stream("assignment", number)));
    facts.addAll(chores.of(profile, walk.facts(), stream("chores", number)));
    facts.addAll(experimentUnits.of(profile, stream("experiment", number)));
    DirtyRow.spoil(organization, profile, facts);
    fate(profile, hasSurvivor(number, day))
        .ifPresent(
            end -> {
              facts.removeIf(fact -> !fact.at().isBefore(end.at()));
              facts.add(end);
              if (end instanceof Merged) {
                DirtyRow.mergeOf(number).ifPresent(kind -> facts.add(new Spoiled(end.at(), kind)));
              }
            });
    facts.sort(Comparator.comparing(Fact::at));
    return new LeadLife(profile, facts);
  }

  /**
   * @param facts gets what lead and organization exchange on the way and afterwards
   */
  private PipelineWalk walk(LeadProfile profile, List<Fact> facts) {
    int number = profile.number();
    RandomStream contact = stream("contact", number);
    Exchange exchange = new Exchange(profile, campaigns, clock, incidents, facts, contact);
    exchange.arrive();
    Courtship courtship =
        new Courtship(organization, profile, clock, pace, settings.horizon(), exchange, contact);
    PipelineWalk walk =
        new PipelineWalk(
                organization,
                profile,
                profiles,
                clock,
                courtship,
                incidents.passLift(profile.createdAt()),
                stream("pipeline", number))
            .walk();
    if (walk.isWon()) {
      new CustomerLife(
              organization,
              clock,
              pace,
              settings.horizon(),
              exchange,
              facts,
              stream("customer", number))
          .live(walk.lastChange());
    } else if (walk.isLost()) {
      courtship.fade(walk.lastChange());
    }
    return walk;
  }

  /**
   * Whether the planned survivor, if it is a lead of a later day, is there in time for the merge.
   */
  private boolean hasSurvivor(int number, LocalDate day) {
    return !DirtyRow.MERGE_CYCLE.marks(number)
        || arrivals.anyBetween(day, day.plusDays(MergePlan.CYCLE_DAYS - 1));
  }

  /** How the lead ends, if it does: merged into another, or deleted. */
  private Optional<Fact> fate(LeadProfile profile, boolean hasSurvivor) {
    int number = profile.number();
    RandomStream random = stream("fate", number);
    OptionalInt survivor = hasSurvivor ? MergePlan.survivorOf(number) : OptionalInt.empty();
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

  private static Instant later(LeadProfile profile, double days) {
    return profile.createdAt().plusSeconds((long) (days * 86_400));
  }

  private RandomStream stream(String purpose, int number) {
    return RandomStream.of(settings.seed(), purpose, organization.id(), number);
  }
}
