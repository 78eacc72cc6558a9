package io.leadhouse.bench;

/**
 * Two measurements of one run compared.
 *
 * @param ratio what is divided by what
 */
record Ratio(String ratio, double value) {}
