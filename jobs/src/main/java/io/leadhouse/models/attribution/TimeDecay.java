package io.leadhouse.models.attribution;

import io.leadhouse.error.LeadhouseException;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A touch weighs half as much for every half-life that it is older: 2^(−age/half-life), normalized.
 * Ages are taken from the journey's last touch, which gives the same proportions and does not lose
 * a journey whose last touch is old.
 *
 * <p>Weights are whole multiples of 2⁻⁵⁰ of the last touch's weight (of a larger power of two
 * beyond 1023 touches, so that their sum stays below 2⁶⁰). From there on nothing is rounded, and
 * what is more than 50 half-lives older weighs nothing.
 *
 * @param halfLifeDays days of 24 hours
 */
record TimeDecay(int halfLifeDays) implements Serializable {
  private static final int FINEST_BITS = 50;
  private static final int SUM_BITS = 60;

  TimeDecay {
    if (halfLifeDays <= 0) {
      throw LeadhouseException.configuration(
          "Parameter 'attribution_half_life_days' is " + halfLifeDays + "; give 1 or more.");
    }
  }

  Shares shares(Journey journey) {
    List<Touch> touches = journey.touches();
    int countBits = Integer.SIZE - Integer.numberOfLeadingZeros(touches.size());
    double lastWeight = 1L << Math.min(FINEST_BITS, SUM_BITS - countBits);
    double halfLifeMicros = TimeUnit.DAYS.toMicros(halfLifeDays);
    long newest = touches.get(touches.size() - 1).atMicros();
    long[] weights = new long[touches.size()];
    for (int i = 0; i < weights.length; i++) {
      double halfLives = (newest - touches.get(i).atMicros()) / halfLifeMicros;
      // StrictMath: the same on every machine.
      weights[i] = (long) Math.rint(StrictMath.pow(2, -halfLives) * lastWeight);
    }
    return Shares.proportional(weights);
  }
}
