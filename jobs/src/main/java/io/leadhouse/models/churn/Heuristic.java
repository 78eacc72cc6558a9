package io.leadhouse.models.churn;

import java.util.List;

/**
 * The rule for organizations with too little history to learn from: 0.1 just after an activity,
 * rising evenly with the days since to 0.8 when the lead is about to be no longer active.
 */
final class Heuristic implements Scorer {
  static final String NAME = "heuristic";

  private static final double LOWEST = 0.1;
  private static final double HIGHEST = 0.8;

  private final int activeDays;

  /**
   * @param activeDays days after which a lead is no longer active
   */
  Heuristic(int activeDays) {
    this.activeDays = activeDays;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Scored score(Example example) {
    double probability = uncalibrated(example);
    double effect = LogOdds.of(probability) - LogOdds.of(probability(0.5));
    Driver silence = new Driver("days_since_activity", effect);
    return new Scored(probability, effect == 0 ? List.of() : List.of(silence));
  }

  @Override
  public double uncalibrated(Example example) {
    return probability((double) example.daysSinceActivity() / activeDays);
  }

  /**
   * @param silence days since the last activity as a share of those until the lead is not active
   */
  private static double probability(double silence) {
    return LOWEST + (HIGHEST - LOWEST) * silence;
  }
}
