package io.leadhouse.engine;

import java.util.List;
import java.util.stream.Stream;

/**
 * What became of the comparison of one table with its recomputation.
 *
 * @param rows rows that were recomputed
 * @param differing keys whose rows differ, are missing or should not be there
 * @param examples the first of them, in the order of their keys
 * @param problem why it could not be verified; empty when it was
 */
public record TableVerdict(
    String table, long rows, long differing, List<Example> examples, String problem) {
  public TableVerdict {
    examples = List.copyOf(examples);
  }

  /**
   * A key with both of its rows as JSON, personal columns masked.
   *
   * @param stored null where the table has no such row
   * @param recomputed null where there should be none
   */
  public record Example(String key, String stored, String recomputed) {}

  /** Of this table's rows and of others that belong to it. */
  TableVerdict and(TableVerdict other) {
    return new TableVerdict(
        table,
        rows + other.rows,
        differing + other.differing,
        Stream.concat(examples.stream(), other.examples.stream()).toList(),
        problem);
  }

  static TableVerdict unverified(String table, String problem) {
    return new TableVerdict(table, 0, 0, List.of(), problem);
  }

  /** Whether the table could be compared. */
  public boolean verified() {
    return problem.isEmpty();
  }
}
