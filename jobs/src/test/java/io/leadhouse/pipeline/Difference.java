package io.leadhouse.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/**
 * A key for which a warehouse has other rows than its rebuild.
 *
 * @param refreshed its rows in the warehouse, as JSON; none, or one unless the key is broken
 * @param rebuilt its rows in the rebuild
 */
record Difference(String table, String key, List<String> refreshed, List<String> rebuilt) {
  /** The differing keys of one table, in their order. */
  static List<Difference> of(
      String table, List<String> key, List<Row> refreshed, List<Row> rebuilt) {
    Map<String, List<Row>> ours = byKey(key, refreshed);
    Map<String, List<Row>> theirs = byKey(key, rebuilt);
    NavigableSet<String> keys = new TreeSet<>(ours.keySet());
    keys.addAll(theirs.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String one : keys) {
      List<Row> mine = ours.getOrDefault(one, List.of());
      List<Row> other = theirs.getOrDefault(one, List.of());
      if (!text(mine).equals(text(other))) {
        differences.add(new Difference(table, one, json(mine), json(other)));
      }
    }
    return differences;
  }

  private static Map<String, List<Row>> byKey(List<String> key, List<Row> rows) {
    Map<String, List<Row>> found = new TreeMap<>();
    for (Row row : rows) {
      String one = key.stream().map(column -> column + " " + row.getAs(column)).toList().toString();
      found.computeIfAbsent(one, unused -> new ArrayList<>(1)).add(row);
    }
    return found;
  }

  private static List<String> text(List<Row> rows) {
    return rows.stream().map(Row::toString).sorted().toList();
  }

  private static List<String> json(List<Row> rows) {
    return rows.stream().map(Row::json).sorted().toList();
  }
}
