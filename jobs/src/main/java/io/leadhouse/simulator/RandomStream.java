package io.leadhouse.simulator;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A stream of random numbers that depends on its keys alone: SplitMix64 [Steele, Lea, Flood, OOPSLA
 * 2014] started at a hash of seed, purpose and keys. Written here, over {@link StrictMath}, because
 * java.util's generators may change their derived distributions between releases, and equal seeds
 * have to give equal bytes everywhere.
 */
final class RandomStream {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final double TWO_TO_MINUS_53 = 0x1.0p-53;

  private long state;

  private RandomStream(long state) {
    this.state = state;
  }

  static RandomStream of(long seed, String purpose, long... keys) {
    long hash = mix(seed + GOLDEN_GAMMA);
    for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash ^ (b + GOLDEN_GAMMA));
    }
    for (long key : keys) {
      hash = mix(hash * 31 + key + GOLDEN_GAMMA);
    }
    return new RandomStream(hash);
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  long bits() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  double uniform() {
    return (bits() >>> 11) * TWO_TO_MINUS_53;
  }

  double between(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** Uniform in 0 … bound − 1; the bias of the multiplication is below 2⁻³². */
  int below(int bound) {
    return (int) (((bits() >>> 32) * bound) >>> 32);
  }

  boolean chance(double probability) {
    return uniform() < probability;
  }

  <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** Standard normal (Box–Muller, one of the pair). */
  double gaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
  }

  double logNormal(double median, double sigma) {
    return median * StrictMath.exp(sigma * gaussian());
  }

  double exponential(double mean) {
    return -mean * StrictMath.log(1 - uniform());
  }

  /** Poisson; a rounded normal above a mean of 50, where the difference cannot be seen. */
  int poisson(double mean) {
    if (mean > 50) {
      return (int) Math.max(0, StrictMath.rint(mean + StrictMath.sqrt(mean) * gaussian()));
    }
    double limit = StrictMath.exp(-mean);
    int count = 0;
    for (double product = uniform(); product > limit; product *= uniform()) {
      count++;
    }
    return count;
  }
}
