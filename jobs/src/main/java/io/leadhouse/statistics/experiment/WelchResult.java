package io.leadhouse.statistics.experiment;

/**
 * What Welch's test says.
 *
 * @param t the statistic
 * @param degreesOfFreedom Satterthwaite's, not a whole number
 * @param pValue two-sided, 0 to 1
 */
public record WelchResult(double t, double degreesOfFreedom, double pValue) {}
