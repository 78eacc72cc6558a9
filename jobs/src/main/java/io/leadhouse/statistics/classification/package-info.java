/**
 * How good predicted probabilities of a yes or no are, from predictions whose outcome is known.
 * Knows neither tables nor Spark. What cannot be computed (no predictions, one outcome only) is
 * empty: no function returns NaN or an infinity.
 */
package io.leadhouse.statistics.classification;
