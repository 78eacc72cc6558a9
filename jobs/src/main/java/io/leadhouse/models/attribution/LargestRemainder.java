package io.leadhouse.models.attribution;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Shares a number of indivisible units, cents for example, so that they add up exactly (Hamilton's
 * method). Everyone gets the whole units of its quota, units · share; those that remain go one by
 * one to the largest fractions that were cut off. Fractions that agree in nine decimal places are
 * equal, and of equal ones the earlier touch comes first.
 */
final class LargestRemainder {
  private static final long FRACTION_UNITS = 1_000_000_000L;

  private LargestRemainder() {}

  /**
   * Allocates units.
   *
   * @param units what is shared; a negative number is shared by its size and then given its sign
   * @return units of each share; their sum is {@code units}
   */
  static long[] allocate(long units, Shares shares) {
    long size = Math.abs(units);
    long[] allocated = new long[shares.length()];
    // Sorts by fraction, descending, then by place.
    long[] order = new long[shares.length()];
    long left = size;
    for (int i = 0; i < allocated.length; i++) {
      long fraction = divide(size, shares, i, allocated);
      order[i] = ((FRACTION_UNITS - fraction) << Integer.SIZE) | i;
      left -= allocated[i];
    }
    if (left > 0) {
      Arrays.sort(order);
      for (int i = 0; i < left; i++) {
        allocated[(int) order[i]]++;
      }
    }
    if (units < 0) {
      Arrays.setAll(allocated, i -> -allocated[i]);
    }
    return allocated;
  }

  /** Writes the whole part of a quota into {@code whole} and returns its fraction, rounded. */
  private static long divide(long size, Shares shares, int place, long[] whole) {
    long numerator = shares.numerator(place);
    long denominator = shares.denominator(place);
    long remainder;
    if (Math.multiplyHigh(size, numerator) == 0 && size * numerator >= 0) {
      long product = size * numerator;
      whole[place] = product / denominator;
      remainder = product % denominator;
    } else {
      BigInteger[] quotient =
          BigInteger.valueOf(size)
              .multiply(BigInteger.valueOf(numerator))
              .divideAndRemainder(BigInteger.valueOf(denominator));
      whole[place] = quotient[0].longValueExact();
      remainder = quotient[1].longValueExact();
    }
    return Math.round((double) remainder / denominator * FRACTION_UNITS);
  }
}
