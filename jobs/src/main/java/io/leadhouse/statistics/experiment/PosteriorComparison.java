package io.leadhouse.statistics.experiment;

/**
 * What a Bayesian look at two arms says, on the metric's own scale.
 *
 * @param probabilityTreatmentHigher posterior probability that the treatment's rate or mean is
 *     higher
 * @param expectedLossOfTreatment expected value of max(0, control − treatment): what choosing the
 *     treatment costs on average where higher is better
 * @param expectedLossOfControl expected value of max(0, treatment − control)
 */
public record PosteriorComparison(
    double probabilityTreatmentHigher,
    double expectedLossOfTreatment,
    double expectedLossOfControl) {}
