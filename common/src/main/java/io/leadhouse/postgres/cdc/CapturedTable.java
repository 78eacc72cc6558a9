package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table whose changes are to be read from the log, as the source's catalog has it.
 *
 * @param key the columns that raw.yml calls its key
 * @param kind pg_class.relkind
 * @param logged whether its changes are in the log at all
 * @param parent whether other tables inherit from it, other than as partitions
 * @param owned whether our role may put it into a publication
 * @param unidentified it and its partitions, those whose replica identity does not hold the key
 * @param publication its place in our publication, if it has one
 */
record CapturedTable(
    TableName name,
    List<String> key,
    int oid,
    char kind,
    boolean logged,
    boolean parent,
    boolean owned,
    List<String> unidentified,
    Optional<Published> publication) {

  private static final char TABLE = 'r';
  private static final char PARTITIONED = 'p';

  CapturedTable {
    key = List.copyOf(key);
    unidentified = List.copyOf(unidentified);
  }

  /**
   * A table's place in a publication.
   *
   * @param id another one whenever something happened to the table that the log does not tell
   * @param filtered whether some of its rows are left out
   */
  record Published(String id, boolean filtered) {}

  boolean isPartitioned() {
    return kind == PARTITIONED;
  }

  /**
   * Why the log cannot tell its changes, each with what to do.
   *
   * @param capture the publication's name
   */
  List<String> complaints(CaptureName capture) {
    List<String> complaints = new ArrayList<>();
    if (kind != TABLE && kind != PARTITIONED) {
      complaints.add(
          name + " is no table, so it has no changes in the log. " + otherStrategy("cursor"));
    } else if (!logged) {
      complaints.add(
          "%s is not logged. Run: ALTER TABLE %s SET LOGGED; or: %s"
              .formatted(name, name.sql(), otherStrategy("changed")));
    } else if (parent) {
      complaints.add(
          name
              + " has child tables, whose rows the log has under their names. "
              + otherStrategy("changed"));
    } else {
      for (String table : unidentified) {
        complaints.add(
            ("The log would not tell which row of %s was deleted: its replica identity does not"
                    + " hold the key %s. Run: ALTER TABLE %s REPLICA IDENTITY FULL;")
                .formatted(table, key, table));
      }
    }
    if (publication.isPresent() && publication.get().filtered()) {
      complaints.add(
          "Publication %s leaves rows of %s out. Run: %s %s"
              .formatted(
                  capture,
                  name,
                  Publication.remove(capture, List.of(name)),
                  Publication.add(capture, List.of(name))));
    }
    return complaints;
  }

  private String otherStrategy(String strategy) {
    return "Give it `strategy: " + strategy + "` in raw.yml.";
  }
}
