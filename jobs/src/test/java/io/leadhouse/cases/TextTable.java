package io.leadhouse.cases;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table written as text: a header and rows, cells between bars. An empty cell is NULL, {@code ''}
 * is the empty string; everything else is cast to the column's type.
 */
record TextTable(List<String> header, List<List<String>> rows) {
  static TextTable parse(String text) {
    List<List<String>> lines = new ArrayList<>();
    for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      lines.add(Arrays.stream(line.split("\\|", -1)).map(TextTable::cell).toList());
    }
    if (lines.isEmpty() || text.strip().equals("none")) {
      return new TextTable(List.of(), List.of());
    }
    List<String> header = lines.get(0);
    for (List<String> line : lines) {
      if (line.size() != header.size()) {
        throw new IllegalArgumentException(
            "A row has " + line.size() + " cells under a header of " + header.size() + ": " + line);
      }
    }
    return new TextTable(header, lines.subList(1, lines.size()));
  }

  private static String cell(String cell) {
    String text = cell.strip();
    return text.isEmpty() ? null : text.equals("''") ? "" : text;
  }

  /** The rows with all columns of the schema; those not in the header are NULL. */
  Dataset<Row> as(SparkSession session, StructType schema) {
    for (String name : header) {
      if (!Arrays.asList(schema.fieldNames()).contains(name)) {
        throw new IllegalArgumentException(
            "No column '" + name + "'. Columns: " + String.join(", ", schema.fieldNames()));
      }
    }
    StructType text = new StructType();
    for (String name : header) {
      text = text.add(name, "string");
    }
    List<Row> data = rows.stream().map(row -> RowFactory.create(row.toArray())).toList();
    Dataset<Row> written = session.createDataFrame(data, text);
    return written.select(Arrays.stream(schema.fields()).map(this::typed).toArray(Column[]::new));
  }

  private Column typed(StructField field) {
    DataType type = field.dataType();
    if (!header.contains(field.name())) {
      return lit(null).cast(type).as(field.name());
    }
    boolean json =
        type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
    Column value = col(field.name());
    return (json ? from_json(value, type) : value.cast(type)).as(field.name());
  }
}
