package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Enrolled;
import io.leadhouse.simulator.Fact.Observed;
import io.leadhouse.simulator.World.Experiment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What one organization's test does to a lead: leads of a certain age become units while the test
 * runs, and each shows what its variant makes of it. Page views have a part that is the lead's own,
 * before and after, so that a covariate helps.
 */
final class ExperimentUnits {
  static final String REPLIED = "replied";
  static final String PAGE_VIEWS = "page_views";
  static final String UNSUBSCRIBED = "unsubscribed";

  private static final int OUTCOME_DAYS = 13;
  private static final int EARLIER_DAYS = 29;
  private static final double UNSUBSCRIBES = 0.01;

  private static final int PERIOD = 100;
  private static final int IN_TWO_VARIANTS = 7;
  private static final int OUTCOME_NOT_A_NUMBER = 11;
  private static final int VARIANT_UNKNOWN = 13;

  private final Experiment experiment;
  private final long testId;
  private final Instant start;
  private final Instant end;

  ExperimentUnits(SimulatorSettings settings, World.Organization organization) {
    this.experiment = organization.experiment();
    this.testId = SimulatedIds.test(organization.id());
    ExperimentDays days = ExperimentDays.of(settings, experiment);
    this.start = days.first().atStartOfDay(organization.zone()).toInstant();
    this.end = days.last().plusDays(1).atStartOfDay(organization.zone()).toInstant();
  }

  List<Fact> of(LeadProfile profile, RandomStream random) {
    Instant at = Exchange.plusDays(profile.createdAt(), experiment.ageDays());
    if (at.isBefore(start) || !at.isBefore(end)) {
      return List.of();
    }
    List<Fact> facts = new ArrayList<>();
    int arm = arm(random);
    enrol(profile.number(), arm, at, facts);
    replyAndLeave(experiment.variants().get(arm), at, facts, random);
    view(profile, at, facts, random);
    return facts;
  }

  private int arm(RandomStream random) {
    List<Experiment.Variant> variants = experiment.variants();
    double draw = random.uniform() * variants.stream().mapToDouble(v -> v.share()).sum();
    for (int arm = 0; arm < variants.size(); arm++) {
      draw -= variants.get(arm).share();
      if (draw < 0) {
        return arm;
      }
    }
    return 0;
  }

  private void enrol(int number, int arm, Instant at, List<Fact> facts) {
    facts.add(new Enrolled(at, testId, experiment.variants().get(arm).name()));
    if (number % PERIOD == IN_TWO_VARIANTS) {
      int other = (arm + 1) % experiment.variants().size();
      facts.add(new Enrolled(at.plusSeconds(5), testId, experiment.variants().get(other).name()));
    }
    if (number % PERIOD == VARIANT_UNKNOWN) {
      facts.add(new Enrolled(at.plusSeconds(5), testId, " "));
    }
  }

  private void replyAndLeave(
      Experiment.Variant variant, Instant at, List<Fact> facts, RandomStream random) {
    if (random.chance(variant.replied())) {
      facts.add(observed(at, random.between(0.01, OUTCOME_DAYS), REPLIED, "1"));
    }
    if (random.chance(UNSUBSCRIBES)) {
      facts.add(observed(at, random.between(0.01, OUTCOME_DAYS), UNSUBSCRIBED, "1"));
    }
  }

  private void view(LeadProfile profile, Instant at, List<Fact> facts, RandomStream random) {
    double habit = 4 * random.logNormal(1, 0.6);
    int earlier = random.poisson(habit);
    int later = random.poisson(habit);
    if (earlier > 0) {
      Instant viewed = Exchange.plusDays(at, -random.between(1, EARLIER_DAYS));
      facts.add(new Observed(at, viewed, testId, PAGE_VIEWS, Integer.toString(earlier)));
    }
    String value =
        profile.number() % PERIOD == OUTCOME_NOT_A_NUMBER ? "NaN" : Integer.toString(later);
    facts.add(observed(at, random.between(0.01, OUTCOME_DAYS), PAGE_VIEWS, value));
  }

  private Observed observed(Instant at, double days, String metric, String value) {
    Instant occurred = Exchange.plusDays(at, days);
    return new Observed(occurred, occurred, testId, metric, value);
  }
}
