package io.leadhouse.statistics.classification;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The population stability index: how far a distribution of scores has moved from an earlier one
 * (Siddiqi, Credit Risk Scorecards, 2006). Under 0.1 is no change to speak of, above 0.25 a large
 * one.
 */
public final class PopulationStability {
  private static final int BINS = 10;

  /** Added to each bin's count, so that an empty one has a logarithm. */
  private static final double SMOOTHING = 0.5;

  private PopulationStability() {}

  /**
   * Σ (a − e) ln(a / e) over the tenths of {@code before}, where e and a are the shares of both in
   * them. Bounds that coincide, where many scores are equal, are one.
   *
   * @return empty when either has no scores
   */
  public static OptionalDouble index(double[] before, double[] now) {
    if (before.length == 0 || now.length == 0) {
      return OptionalDouble.empty();
    }
    double[] bounds = tenths(before);
    double[] expected = shares(before, bounds);
    double[] actual = shares(now, bounds);
    double index = 0;
    for (int bin = 0; bin < expected.length; bin++) {
      index += (actual[bin] - expected[bin]) * StrictMath.log(actual[bin] / expected[bin]);
    }
    return OptionalDouble.of(index);
  }

  private static double[] tenths(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double[] bounds = new double[BINS - 1];
    for (int i = 1; i < BINS; i++) {
      bounds[i - 1] = sorted[(int) ((long) sorted.length * i / BINS)];
    }
    return Arrays.stream(bounds).distinct().toArray();
  }

  /** A score on a bound belongs to the bin above it. */
  private static double[] shares(double[] scores, double[] bounds) {
    double[] shares = new double[bounds.length + 1];
    Arrays.fill(shares, SMOOTHING);
    for (double score : scores) {
      int place = Arrays.binarySearch(bounds, score);
      shares[place >= 0 ? place + 1 : -place - 1]++;
    }
    double total = scores.length + SMOOTHING * shares.length;
    for (int bin = 0; bin < shares.length; bin++) {
      shares[bin] /= total;
    }
    return shares;
  }
}
