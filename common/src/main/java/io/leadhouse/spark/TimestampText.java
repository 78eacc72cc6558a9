package io.leadhouse.spark;

/** How timestamps are written as text. */
public final class TimestampText {
  /**
   * Spark's {@code timestampFormat} of JSON and CSV down to the microsecond that its timestamps
   * have. Its own form cuts off at milliseconds, and would make two values, or two keys, one.
   */
  public static final String FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX";

  private TimestampText() {}
}
