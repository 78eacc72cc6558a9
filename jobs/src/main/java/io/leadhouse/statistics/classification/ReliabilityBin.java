package io.leadhouse.statistics.classification;

/**
 * The predictions of one stretch of probability.
 *
 * @param number place from 1 among the bins of equal width
 * @param count predictions in it, at least 1
 * @param predictedRate mean predicted probability
 * @param observedRate share whose outcome was yes
 */
public record ReliabilityBin(int number, long count, double predictedRate, double observedRate) {}
