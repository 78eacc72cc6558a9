package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Assigned;
import io.leadhouse.simulator.Fact.OwnerChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How leads of one organization come to their owners: by its rules, or by a manager. */
final class Assignments {
  private static final double BY_RULE = 0.8;

  private final World.Organization organization;
  private final List<Integer> openRules;
  private final long manager;

  Assignments(World.Organization organization) {
    this.organization = organization;
    this.openRules =
        IntStream.range(0, organization.assignmentRules().size())
            .filter(i -> organization.assignmentRules().get(i).givesToAnybody())
            .boxed()
            .toList();
    this.manager = organization.managerId();
  }

  /**
   * @param moves the lead's facts that have its changes of owner
   */
  List<Fact> of(LeadProfile profile, List<Fact> moves, RandomStream random) {
    List<Fact> assigned = new ArrayList<>();
    if (profile.ownerId() != 0) {
      assigned.add(first(profile, random));
    }
    for (Fact move : moves) {
      if (move instanceof OwnerChanged change) {
        assigned.add(
            new Assigned(
                change.at(), change.from(), change.to(), manager, "manual", 0, "Handed over"));
      }
    }
    return assigned;
  }

  private Assigned first(LeadProfile profile, RandomStream random) {
    if (!random.chance(BY_RULE)) {
      return new Assigned(
          profile.createdAt(), 0, profile.ownerId(), manager, "manual", 0, "Taken from the inbox");
    }
    int rule = random.pick(openRules);
    World.AssignmentRule chosen = organization.assignmentRules().get(rule);
    return new Assigned(
        profile.createdAt(),
        0,
        profile.ownerId(),
        0,
        chosen.type(),
        SimulatedIds.rule(organization.id(), rule),
        chosen.name());
  }
}
