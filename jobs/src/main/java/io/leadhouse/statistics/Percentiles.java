package io.leadhouse.statistics;

import java.util.Arrays;

/**
 * Percentiles of whole numbers, interpolated between the two nearest: the value at position {@code
 * (n - 1) * fraction} of the sorted sample, definition 7 of Hyndman and Fan, Sample Quantiles in
 * Statistical Packages, The American Statistician 50(4), 1996. The same as {@code percentile} in
 * SQL.
 */
public final class Percentiles {
  private final long[] sorted;

  private Percentiles(long[] sorted) {
    this.sorted = sorted;
  }

  /** Of a sample in any order, which is left as it is. */
  public static Percentiles of(long[] sample) {
    long[] sorted = sample.clone();
    Arrays.sort(sorted);
    return new Percentiles(sorted);
  }

  public boolean isEmpty() {
    return sorted.length == 0;
  }

  /**
   * The value that the given share of the sample does not exceed.
   *
   * @param fraction from 0, the least value, to 1, the greatest
   * @throws IllegalArgumentException when the fraction is outside, or the sample is empty
   */
  public double at(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("fraction is " + fraction + ", outside 0 to 1");
    }
    if (isEmpty()) {
      throw new IllegalArgumentException("an empty sample has no percentiles");
    }
    double position = (sorted.length - 1) * fraction;
    int below = (int) Math.floor(position);
    int above = (int) Math.ceil(position);
    if (below == above) {
      return sorted[below];
    }
    return (above - position) * sorted[below] + (position - below) * sorted[above];
  }
}
