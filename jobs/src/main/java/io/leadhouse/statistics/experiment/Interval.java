package io.leadhouse.statistics.experiment;

/**
 * A confidence interval with its bounds.
 *
 * @param low lower bound, included
 * @param high upper bound, included
 */
public record Interval(double low, double high) {}
