package io.leadhouse.models.attribution;

import io.leadhouse.error.LeadhouseException;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;

/**
 * How long before a conversion a touch can have caused it.
 *
 * @param days of 24 hours; 0 is all history
 */
record Lookback(int days) implements Serializable {
  Lookback {
    if (days < 0) {
      throw LeadhouseException.configuration(
          "Parameter 'attribution_lookback_days' is " + days + "; give 0 (all history) or more.");
    }
  }

  /** The first instant that counts for a conversion, in microseconds since 1970 UTC. */
  long start(long convertedAtMicros) {
    return days == 0 ? Long.MIN_VALUE : convertedAtMicros - TimeUnit.DAYS.toMicros(days);
  }
}
