package io.leadhouse.models.attribution;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules that need nothing but a journey. n is its number of touches; a journey of one touch
 * gives it everything under each rule.
 */
final class CreditRules {
  private CreditRules() {}

  /** Everything to the first touch. */
  static Shares first(Journey journey) {
    return Shares.all(0, journey.length());
  }

  /** Everything to the last touch. */
  static Shares last(Journey journey) {
    return Shares.all(journey.length() - 1, journey.length());
  }

  /** Everything to the last touch that is not direct; to the last where all are. */
  static Shares lastNonDirect(Journey journey) {
    List<Touch> touches = journey.touches();
    int place = touches.size() - 1;
    while (place >= 0 && touches.get(place).isDirect()) {
      place--;
    }
    return Shares.all(place < 0 ? touches.size() - 1 : place, touches.size());
  }

  /** 1/n each. */
  static Shares linear(Journey journey) {
    long[] weights = new long[journey.length()];
    Arrays.fill(weights, 1);
    return Shares.proportional(weights);
  }

  /** First and last 0.4 each, the n − 2 between them 0.2/(n − 2) each; of two touches ½ each. */
  static Shares uShaped(Journey journey) {
    int between = journey.length() - 2;
    if (between <= 0) {
      return linear(journey);
    }
    long[] weights = new long[journey.length()];
    Arrays.fill(weights, 1);
    // 0.4 : 0.2/(n − 2) is 2 (n − 2) : 1.
    weights[0] = 2L * between;
    weights[weights.length - 1] = 2L * between;
    return Shares.proportional(weights);
  }

  /**
   * Milestones (first touch, opportunity touch, last touch) 0.3 each, the rest 0.1 together.
   * Milestones that coincide are one; where they coincide or are missing, or nothing is left beside
   * them, what there is keeps its proportions and makes up the whole.
   */
  static Shares wShaped(Journey journey) {
    int length = journey.length();
    boolean[] milestone = new boolean[length];
    milestone[0] = true;
    milestone[length - 1] = true;
    journey.opportunityTouch().ifPresent(place -> milestone[place] = true);
    long rest = 0;
    for (boolean isMilestone : milestone) {
      rest += isMilestone ? 0 : 1;
    }
    long[] weights = new long[length];
    for (int i = 0; i < length; i++) {
      // 0.3 : 0.1/rest is 3 · rest : 1.
      weights[i] = milestone[i] ? Math.max(1, 3 * rest) : 1;
    }
    return Shares.proportional(weights);
  }

  /**
   * Every distinct channel the same, 1/k, shared equally by its touches: the Shapley value of the
   * game in which a set of channels is worth the journeys that used exactly those [Zhao, Mahboobi,
   * Bagheri, arXiv:1804.05327].
   */
  static Shares shapley(Journey journey) {
    Map<String, Integer> touchesOfChannel = new HashMap<>();
    for (Touch touch : journey.touches()) {
      touchesOfChannel.merge(touch.channel(), 1, Integer::sum);
    }
    long channels = touchesOfChannel.size();
    long[] numerators = new long[journey.length()];
    long[] denominators = new long[journey.length()];
    for (int i = 0; i < numerators.length; i++) {
      numerators[i] = 1;
      denominators[i] = channels * touchesOfChannel.get(journey.touches().get(i).channel());
    }
    return new Shares(numerators, denominators);
  }
}
