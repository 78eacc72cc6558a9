package io.leadhouse.statistics.experiment;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Units of an arm of which some did something.
 *
 * @param successes units that did, 0 to units
 * @param units all units
 */
public record Proportion(long successes, long units) {
  public Proportion {
    if (units < 0 || successes < 0 || successes > units) {
      throw new IllegalArgumentException(successes + " successes of " + units + " units");
    }
  }

  /** successes / units; empty without units. */
  public OptionalDouble rate() {
    return units == 0 ? OptionalDouble.empty() : OptionalDouble.of(share());
  }

  /**
   * Wilson's score interval: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n).
   *
   * <p>E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA
   * 22(158), 1927. Always within 0 and 1, and of some width even where all or none did. Empty
   * without units.
   */
  public Optional<Interval> wilsonInterval(double alpha) {
    if (units == 0) {
      return Optional.empty();
    }
    double p = share();
    double z = Normal.twoSidedQuantile(alpha);
    double z2 = z * z / units;
    double half = z * Math.sqrt(p * (1 - p) / units + z2 / (4 * units));
    double low = (p + z2 / 2 - half) / (1 + z2);
    double high = (p + z2 / 2 + half) / (1 + z2);
    // The bounds of none and of all are 0 and 1 exactly; rounding must not move them past p.
    return Optional.of(new Interval(successes == 0 ? 0 : low, successes == units ? 1 : high));
  }

  double share() {
    return (double) successes / units;
  }

  /** Variance of one unit with divisor n, p(1 − p). */
  double variance() {
    double p = share();
    return p * (1 - p);
  }
}
