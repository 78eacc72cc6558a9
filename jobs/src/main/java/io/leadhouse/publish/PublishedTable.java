package io.leadhouse.publish;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table of the warehouse as it is to stand in Postgres.
 *
 * @param name the table's name there
 * @param rows the Delta table, read at {@code deltaVersion}
 * @param history what tells how {@code rows} differ from an earlier version
 * @param deltaTableId Delta's own id of the table: a version number says nothing once the table was
 *     made anew, and the id is what shows it
 * @param deltaVersion the version that {@code rows} is
 * @param key columns that identify a row; never NULL
 * @param description what a row is, for the table's comment
 * @param columns every column, in the order wanted in Postgres, with its meaning and unit
 * @param indexes column lists to index beside the key
 */
public record PublishedTable(
    String name,
    Dataset<Row> rows,
    TableHistory history,
    String deltaTableId,
    long deltaVersion,
    List<String> key,
    String description,
    Map<String, String> columns,
    List<List<String>> indexes) {
  public PublishedTable {
    key = List.copyOf(key);
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    indexes = indexes.stream().map(List::copyOf).toList();
  }
}
