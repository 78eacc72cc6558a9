package io.leadhouse.model;

/**
 * Sends rows of a staging contract to quarantine.
 *
 * @param reject SQL condition over one row; NULL does not reject
 * @param reason what is wrong with such a row, in plain words
 */
public record Rule(String reject, String reason) {}
