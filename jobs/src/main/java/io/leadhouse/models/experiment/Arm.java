package io.leadhouse.models.experiment;

/**
 * An arm of a test.
 *
 * @param weight planned share of the units, on any scale; 0 for one that was to get none, and for
 *     one that nobody planned
 */
record Arm(String variant, double weight, boolean isControl) {
  boolean isWeighted() {
    return weight > 0;
  }
}
