package io.leadhouse.postgres.cdc;

import static io.leadhouse.error.LeadhouseException.configuration;

import io.leadhouse.postgres.TableName;
import java.util.Locale;

/** What slot and publication of a source pack are called in its database. */
record CaptureName(String text) {
  /** Longest name of a replication slot. */
  private static final int MOST_CHARACTERS = 63;

  /** Slots may have small letters, digits and _ only. */
  static CaptureName of(String pack) {
    String name = "leadhouse_" + pack.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    if (name.length() > MOST_CHARACTERS) {
      throw configuration(
          "The slot of source pack '%s' would be called %s, which has %d characters; Postgres allows %d. Rename the pack's folder."
              .formatted(pack, name, name.length(), MOST_CHARACTERS));
    }
    return new CaptureName(name);
  }

  String sql() {
    return TableName.quote(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
