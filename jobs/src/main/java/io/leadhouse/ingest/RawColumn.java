package io.leadhouse.ingest;

import io.leadhouse.postgres.RawType;

/**
 * A column on its way from the source to its raw table.
 *
 * @param source its name in the source
 * @param name its name in the raw table
 * @param declared its type as the source declares it
 * @param nullable whether the source lets it be NULL
 * @param key whether it is part of the key that the pack declares
 * @param personal whether its values are masked wherever a row leaves its table
 */
record RawColumn(
    String source,
    String name,
    RawType type,
    String declared,
    boolean nullable,
    boolean key,
    boolean personal) {

  /**
   * The name that a column lands under: letters, digits and _ stay, anything else becomes _, as
   * Parquet and Delta refuse several of the others.
   */
  static String landingName(String source) {
    return source.replaceAll("[^\\p{L}\\p{M}\\p{N}_]", "_");
  }
}
