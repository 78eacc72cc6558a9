package io.leadhouse.models.attribution;

import java.util.Arrays;

/**
 * How one whole is shared: for each touch an exact fraction, all of which add up to 1. Fractions
 * and not floating point, so that equal shares are equal and what is left over is known exactly.
 */
final class Shares {
  private final long[] numerators;
  private final long[] denominators;

  /** Fractions one by one; they must add up to 1. */
  Shares(long[] numerators, long[] denominators) {
    this.numerators = numerators;
    this.denominators = denominators;
  }

  /** Shares in proportion to whole weights of which at least one is positive. */
  static Shares proportional(long[] weights) {
    long[] total = new long[weights.length];
    Arrays.fill(total, Arrays.stream(weights).sum());
    return new Shares(weights, total);
  }

  /** Everything for one touch. */
  static Shares all(int place, int length) {
    long[] weights = new long[length];
    weights[place] = 1;
    return proportional(weights);
  }

  int length() {
    return numerators.length;
  }

  long numerator(int place) {
    return numerators[place];
  }

  long denominator(int place) {
    return denominators[place];
  }
}
