package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Acted;
import io.leadhouse.simulator.Fact.Direction;
import io.leadhouse.simulator.Fact.Ending;
import io.leadhouse.simulator.Fact.OwnerChanged;
import io.leadhouse.simulator.Fact.StageChanged;
import io.leadhouse.simulator.Fact.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The tasks and notes that follow a lead's moves. */
final class Chores {
  private static final double TASK = 0.55;
  private static final double NOTE = 0.2;
  private static final List<String> PRIORITIES =
      List.of("low", "medium", "medium", "medium", "high", "urgent");
  private static final List<String> TYPES = List.of("call", "email", "meeting", "follow_up");

  private final World.Organization organization;
  private final LocalClock clock;

  Chores(World.Organization organization, LocalClock clock) {
    this.organization = organization;
    this.clock = clock;
  }

  /**
   * @param moves the lead's facts that have its changes of stage and owner, in their order
   */
  List<Fact> of(LeadProfile profile, List<Fact> moves, RandomStream random) {
    List<Fact> chores = new ArrayList<>();
    long owner = profile.ownerId();
    for (Fact move : moves) {
      if (move instanceof OwnerChanged change) {
        owner = change.to();
      } else if (move instanceof StageChanged change) {
        if (random.chance(NOTE)) {
          chores.add(note(change.at(), owner));
        }
        if (change.to() < organization.wonStage() && random.chance(TASK)) {
          chores.add(task(change.at().plusSeconds(60), owner, random));
        }
      }
    }
    return chores;
  }

  private static Acted note(Instant at, long owner) {
    return new Acted(at, owner, "note", "Note", null, at, 0, null, Direction.OUTBOUND);
  }

  private TaskSet task(Instant at, long owner, RandomStream random) {
    int daysGiven = 1 + random.below(9);
    String type = random.pick(TYPES);
    String priority = random.pick(PRIORITIES);
    double draw = random.uniform();
    Instant started = null;
    Instant closed = null;
    if (draw < 0.88) {
      double days =
          draw < 0.64 ? random.between(0.1, daysGiven) : daysGiven + random.exponential(5);
      closed = clock.atWork(Exchange.plusDays(at, days), random);
      started = Exchange.plusDays(at, days * random.between(0.3, 0.9));
    }
    return new TaskSet(
        at,
        owner,
        random.chance(0.3) ? organization.managerId() : owner,
        "Next step: " + type.replace('_', ' '),
        clock.day(at).plusDays(daysGiven),
        priority,
        type,
        random.chance(0.5) ? started : null,
        closed,
        draw < 0.82 ? Ending.DONE : Ending.CANCELLED);
  }
}
