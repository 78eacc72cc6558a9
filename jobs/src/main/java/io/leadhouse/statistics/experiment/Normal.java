package io.leadhouse.statistics.experiment;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.FastMath;

/** The standard normal distribution. */
final class Normal {
  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

  private Normal() {}

  /** The value that a share of the distribution lies below. */
  static double quantile(double share) {
    return STANDARD.inverseCumulativeProbability(share);
  }

  /** The value that a standard normal exceeds in size with probability alpha. */
  static double twoSidedQuantile(double alpha) {
    return -quantile(alpha / 2);
  }

  static double cumulative(double z) {
    return Erf.erfc(-z / FastMath.sqrt(2)) / 2;
  }

  static double density(double z) {
    return FastMath.exp(-z * z / 2) / FastMath.sqrt(2 * FastMath.PI);
  }

  /**
   * Probability of a value at least as far from 0; by erfc, so that small ones keep their digits.
   */
  static double twoSided(double z) {
    return Erf.erfc(FastMath.abs(z) / FastMath.sqrt(2));
  }
}
