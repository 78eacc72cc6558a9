package io.leadhouse.models.attribution;

/**
 * One touch of a lead, as core {@code touchpoint} has it.
 *
 * @param number order of the lead's touches, from 1
 * @param id the touch in the source; null only for {@link #NONE}
 * @param atMicros when it happened, in microseconds since 1970 UTC
 * @param isDirect whether the lead came by itself
 */
record Touch(
    int number, String id, long atMicros, String channel, String campaignId, boolean isDirect) {

  private static final String UNATTRIBUTED = "unattributed";

  /** Stands where a conversion has no touch, so that its credit is somewhere. */
  static final Touch NONE = new Touch(0, null, 0, UNATTRIBUTED, UNATTRIBUTED, false);
}
