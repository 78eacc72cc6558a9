package io.leadhouse.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The share of leads that should be won, by the lift of whatever tells two groups of them apart.
 * Leads differ in quality, so it is the mean over a normal distribution of the chance to pass every
 * open stage. Touches, skips and leads that have not had their time are left out: it is good for
 * saying which of two groups wins more and whether the numbers suffice to see it.
 */
final class ExpectedWins {
  /** Leads still on their way do not count yet. */
  private static final double DECIDED = 0.85;

  /** Standard errors between two shares that nobody takes for chance. */
  private static final double CLEAR = 5;

  private static final int STEPS = 40;
  private static final double RANGE = 4;

  private final World.Organization organization;

  ExpectedWins(World.Organization organization) {
    this.organization = organization;
  }

  /**
   * A group of leads.
   *
   * @param leads expected number
   * @param lift added to the log-odds of every pass
   */
  record Group(String name, double leads, double lift) {}

  /** Names, the one with the highest share first. */
  static List<String> order(List<Group> groups) {
    return sorted(groups).stream().map(Group::name).toList();
  }

  /** Pairs {better, worse} that lie far enough apart to be found in a history of this size. */
  List<List<String>> clearPairs(List<Group> groups) {
    List<Group> sorted = sorted(groups);
    List<List<String>> pairs = new ArrayList<>();
    for (int better = 0; better < sorted.size(); better++) {
      for (int worse = better + 1; worse < sorted.size(); worse++) {
        if (isClear(sorted.get(better), sorted.get(worse))) {
          pairs.add(List.of(sorted.get(better).name(), sorted.get(worse).name()));
        }
      }
    }
    return pairs;
  }

  /** Share of leads with that lift that is won in the end. */
  double share(double lift) {
    return mean(quality -> passesAll(lift + 0.5 * quality));
  }

  private boolean isClear(Group better, Group worse) {
    double upper = share(better.lift());
    double lower = share(worse.lift());
    double variance =
        upper * (1 - upper) / (DECIDED * better.leads())
            + lower * (1 - lower) / (DECIDED * worse.leads());
    return upper - lower > CLEAR * StrictMath.sqrt(variance);
  }

  private double passesAll(double lift) {
    return organization.stages().stream()
        .filter(stage -> stage.kind() == World.Stage.Kind.OPEN)
        .mapToDouble(stage -> StrictMath.log(stage.pass() / (1 - stage.pass())) + lift)
        .map(logOdds -> 1 / (1 + StrictMath.exp(-logOdds)))
        .reduce(1, (a, b) -> a * b);
  }

  private static double mean(DoubleUnaryOperator ofQuality) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i <= STEPS; i++) {
      double quality = RANGE * (2.0 * i / STEPS - 1);
      double weight = StrictMath.exp(-quality * quality / 2);
      sum += weight * ofQuality.applyAsDouble(quality);
      weights += weight;
    }
    return sum / weights;
  }

  private static List<Group> sorted(List<Group> groups) {
    return groups.stream().sorted((a, b) -> Double.compare(b.lift(), a.lift())).toList();
  }
}
