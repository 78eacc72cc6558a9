package io.leadhouse.bench;

/**
 * Two measurements of one run compared.
 *
 * @param ratio what is divided by what
 * @param value NULL where the divisor was too short to be measured
 */
record Ratio(String ratio, Double value) {}
