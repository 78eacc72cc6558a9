package io.leadhouse.statistics.experiment;

/**
 * What a test says.
 *
 * @param statistic the test statistic on its own scale
 * @param pValue probability of a statistic at least as extreme where nothing differs, 0 to 1
 */
public record Significance(double statistic, double pValue) {}
