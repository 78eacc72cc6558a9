package io.leadhouse.statistics;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The product-limit estimate of how long something lasts when part of it has not ended yet: Kaplan
 * and Meier, Nonparametric Estimation from Incomplete Observations, Journal of the American
 * Statistical Association 53(282), 1958. Observations may have begun before they were first watched
 * (delayed entry): they are at risk only from the age at which the watching began.
 */
public final class KaplanMeier {
  /** What rounding in a long product may add to a survival of exactly one half. */
  private static final double ROUNDING = 1e-9;

  private final long[] times;
  private final double[] survivals;

  private KaplanMeier(long[] times, double[] survivals) {
    this.times = times;
    this.survivals = survivals;
  }

  /**
   * Estimates from observations in any order.
   *
   * @param entryAges age at which each observation, ended or not, came under watch; 0 from its
   *     beginning, and never above the age at which it left
   * @param endedAges ages of those that ended
   * @param censoredAges ages up to which the others were watched
   * @throws IllegalArgumentException when there are not as many entries as observations
   */
  public static KaplanMeier estimate(long[] entryAges, long[] endedAges, long[] censoredAges) {
    if (entryAges.length != endedAges.length + censoredAges.length) {
      throw new IllegalArgumentException(
          entryAges.length
              + " entries for "
              + (endedAges.length + censoredAges.length)
              + " observations");
    }
    long[] entered = sorted(entryAges);
    long[] ended = sorted(endedAges);
    long[] censored = sorted(censoredAges);
    long[] times = Arrays.stream(ended).distinct().toArray();
    double[] survivals = new double[times.length];
    double survival = 1;
    int enteredSoFar = 0;
    int endedBefore = 0;
    int censoredBefore = 0;
    for (int i = 0; i < times.length; i++) {
      while (enteredSoFar < entered.length && entered[enteredSoFar] <= times[i]) {
        enteredSoFar++;
      }
      while (censoredBefore < censored.length && censored[censoredBefore] < times[i]) {
        censoredBefore++;
      }
      int endedUntil = endedBefore;
      while (endedUntil < ended.length && ended[endedUntil] == times[i]) {
        endedUntil++;
      }
      int atRisk = enteredSoFar - endedBefore - censoredBefore;
      survival *= (double) (atRisk - (endedUntil - endedBefore)) / atRisk;
      survivals[i] = survival;
      endedBefore = endedUntil;
    }
    return new KaplanMeier(times, survivals);
  }

  private static long[] sorted(long[] ages) {
    long[] sorted = ages.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** Estimated share that lasts longer than the given age, from 1 to 0. */
  double survivalAfter(long age) {
    int found = Arrays.binarySearch(times, age);
    int last = found >= 0 ? found : -found - 2;
    return last < 0 ? 1 : survivals[last];
  }

  /** The first age after which at most half last longer; empty when never so many had ended. */
  public OptionalLong median() {
    for (int i = 0; i < times.length; i++) {
      if (survivals[i] <= 0.5 + ROUNDING) {
        return OptionalLong.of(times[i]);
      }
    }
    return OptionalLong.empty();
  }
}
