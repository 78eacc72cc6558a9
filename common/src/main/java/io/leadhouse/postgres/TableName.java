package io.leadhouse.postgres;

import static io.leadhouse.error.LeadhouseException.configuration;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** A table in a schema. Names are what they say, letter case and spaces included. */
public record TableName(String schema, String name) implements Serializable {
  /** Postgres cuts longer names without a word, so that two of them could become one. */
  private static final int MOST_BYTES = 63;

  /** The name as SQL: {@code "schema"."name"}. */
  public String sql() {
    return quote(schema) + "." + quote(name);
  }

  /**
   * A name as an SQL identifier, which can be nothing else.
   *
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION when Postgres cannot hold the name
   */
  public static String quote(String identifier) {
    int bytes = identifier.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MOST_BYTES || identifier.indexOf('\0') >= 0) {
      throw configuration(
          "The name '%s' has %d bytes; a Postgres name has 1 to %d, none of them NUL. Rename it."
              .formatted(identifier, bytes, MOST_BYTES));
    }
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** Names as an SQL list, in their order. */
  public static String quoteAll(Collection<String> identifiers) {
    return identifiers.stream().map(TableName::quote).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
