/**
 * The statistics of comparing two arms, from their totals. Knows neither tables nor Spark.
 *
 * <p>Throughout, "control" comes first and "treatment" second, and a difference is treatment −
 * control. What cannot be computed (no units, no variance, a ratio to nothing) is empty: no
 * function returns NaN or an infinity. Significance is two-sided, and alpha is 1 − confidence
 * level.
 */
package io.leadhouse.statistics.experiment;
