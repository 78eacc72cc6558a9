package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.CloseExpected;
import io.leadhouse.simulator.Fact.DealValue;
import io.leadhouse.simulator.Fact.OwnerChanged;
import io.leadhouse.simulator.Fact.ScoreChanged;
import io.leadhouse.simulator.Fact.StageChanged;
import io.leadhouse.simulator.Fact.ValueChanged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One lead's way through the pipeline, with the changes of owner, value and score on the way. */
final class PipelineWalk {
  private static final double STALLS = 0.18;
  private static final double STALLED_DAYS = 45;
  private static final double STALLED_IS_CLOSED = 0.7;
  private static final double REOPENS = 0.05;
  private static final double REGRESSES = 0.04;

  private final World.Organization organization;
  private final LeadProfile profile;
  private final LeadProfiles profiles;
  private final LocalClock clock;
  private final Courtship courtship;
  private final double incidentLift;
  private final RandomStream random;
  private final List<Fact> facts = new ArrayList<>();

  private int stage;
  private Instant now;
  private long owner;
  private DealValue value;
  private int score;
  private boolean reopened;

  /**
   * @param incidentLift added to the log-odds of every pass
   */
  PipelineWalk(
      World.Organization organization,
      LeadProfile profile,
      LeadProfiles profiles,
      LocalClock clock,
      Courtship courtship,
      double incidentLift,
      RandomStream random) {
    this.organization = organization;
    this.profile = profile;
    this.profiles = profiles;
    this.clock = clock;
    this.courtship = courtship;
    this.incidentLift = incidentLift;
    this.random = random;
    this.now = profile.createdAt();
    this.owner = profile.ownerId();
    this.value = profile.value();
    this.score = profile.score();
  }

  /** Walks to the end. */
  PipelineWalk walk() {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = step();
    }
    return this;
  }

  List<Fact> facts() {
    return facts;
  }

  /** When the last change took place; creation where there was none. */
  Instant lastChange() {
    return now;
  }

  boolean isWon() {
    return stage == organization.wonStage();
  }

  boolean isLost() {
    return stage == organization.lostStage();
  }

  private boolean step() {
    World.Stage here = organization.stages().get(stage);
    double pace = StrictMath.exp(-0.25 * profile.quality());
    Instant decision = Exchange.plusDays(now, random.logNormal(here.dwellDays() * pace, 0.8));
    courtship.tellUntil(decision);
    if (random.chance(passProbability(here))) {
      waitUntil(decision);
      moveTo(next(), null);
      return !isWon();
    }
    if (random.chance(STALLS)) {
      courtship.tellUntil(Exchange.plusDays(decision, STALLED_DAYS));
      return closeStalled();
    }
    waitUntil(Exchange.plusDays(decision, random.exponential(0.6 * here.dwellDays())));
    courtship.tellUntil(now);
    moveTo(organization.lostStage(), random.pick(organization.lostReasons()));
    return reopen();
  }

  private double passProbability(World.Stage here) {
    double logOdds =
        StrictMath.log(here.pass() / (1 - here.pass()))
            + profile.source().lift()
            + courtship.lift()
            + incidentLift
            + 0.5 * profile.quality();
    return 1 / (1 + StrictMath.exp(-logOdds));
  }

  private int next() {
    if (stage >= 2 && random.chance(REGRESSES)) {
      return stage - 1;
    }
    boolean canSkip = stage + 2 < organization.wonStage();
    return canSkip && random.chance(organization.skipChance()) ? stage + 2 : stage + 1;
  }

  /** Nobody works on the lead any more; most are closed when someone cleans up. */
  private boolean closeStalled() {
    if (random.chance(STALLED_IS_CLOSED)) {
      waitDays(random.between(90, 240));
      moveTo(organization.lostStage(), "Closed in cleanup:\nno reply for months");
    }
    return false;
  }

  private boolean reopen() {
    if (reopened || !random.chance(REOPENS)) {
      return false;
    }
    reopened = true;
    waitDays(random.between(20, 90));
    moveTo(1, "Came back");
    return true;
  }

  private void waitDays(double days) {
    waitUntil(Exchange.plusDays(now, days));
  }

  private void waitUntil(Instant instant) {
    Instant soonest = now.plusSeconds(60);
    now = clock.atWork(instant.isBefore(soonest) ? soonest : instant, random);
  }

  private void moveTo(int target, String reason) {
    long actor = owner;
    if (owner == 0 || random.chance(0.02)) {
      changeOwner();
    }
    facts.add(new StageChanged(now, now, stage, target, actor, reason));
    stage = target;
    considerValue();
    if (stage == 2 && random.chance(0.9)) {
      int days = 10 + random.below(50);
      facts.add(new CloseExpected(now.plusSeconds(30), clock.day(now).plusDays(days)));
    }
    rescore();
  }

  private void changeOwner() {
    long successor = random.pick(organization.salesUserIds());
    if (successor != owner) {
      facts.add(new OwnerChanged(now.minusSeconds(20), owner, successor, owner));
      owner = successor;
      courtship.workedBy(owner);
    }
  }

  private void considerValue() {
    DealValue revised = value;
    if (value == null && stage >= 2 && !isLost() && random.chance(0.85)) {
      revised = profiles.dealValue(profile.quality(), random);
    } else if (value != null && !isLost() && random.chance(0.15)) {
      long wholeUnits = Math.round(value.cents() / 100.0 * random.between(0.75, 1.2));
      revised = new DealValue(wholeUnits * 100, value.currency());
    }
    if (revised != null && !revised.equals(value)) {
      // Before the move, so that a won deal has its value when it is won.
      facts.add(new ValueChanged(now.minusSeconds(10), value, revised, owner));
      value = revised;
    }
  }

  private void rescore() {
    if (isLost() || !random.chance(0.7)) {
      return;
    }
    double progress = (double) stage / organization.wonStage();
    int points = Scoring.points(profile.source(), profile.quality(), progress, random);
    if (points != score) {
      facts.add(new ScoreChanged(now.plusSeconds(5), score, points));
      score = points;
    }
  }
}
