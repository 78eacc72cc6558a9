package io.leadhouse.pipeline;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** A raw table as it is at one moment, and the rows that it had before or is yet to have. */
final class RawTable {
  private final StructType shape;
  private final List<String> key;
  private final NavigableMap<String, Row> known = new TreeMap<>();
  private final NavigableMap<String, Row> present = new TreeMap<>();
  private boolean changed = true;

  RawTable(StructType shape, List<String> key, List<Row> rows) {
    this.shape = shape;
    this.key = List.copyOf(key);
    rows.forEach(this::put);
  }

  StructType shape() {
    return shape;
  }

  List<String> key() {
    return key;
  }

  /** The rows that it has. */
  List<Row> rows() {
    return List.copyOf(present.values());
  }

  /** The rows that it has had, whether it has them still or not. */
  List<Row> known() {
    return List.copyOf(known.values());
  }

  /** The rows that it is yet to have, or has lost. */
  List<Row> absent() {
    return known.entrySet().stream()
        .filter(row -> !present.containsKey(row.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  boolean has(String column) {
    return List.of(shape.fieldNames()).contains(column);
  }

  /** The value of a column; null where the table has no such column. */
  Object value(Row row, String column) {
    return has(column) ? row.get(shape.fieldIndex(column)) : null;
  }

  void put(Row row) {
    String text = keyOf(row);
    known.put(text, row);
    changed |= !row.equals(present.put(text, row));
  }

  void remove(Predicate<Row> which) {
    changed |= present.values().removeIf(which);
  }

  /** The row with other values in some columns. */
  Row with(Row row, Map<String, Object> values) {
    Object[] cells = new Object[shape.length()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = row.get(i);
    }
    values.forEach((column, value) -> cells[shape.fieldIndex(column)] = value);
    return RowFactory.create(cells);
  }

  /** Whether it has changed since this was asked last. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  private String keyOf(Row row) {
    return key.stream().map(column -> String.valueOf(value(row, column))).toList().toString();
  }
}
