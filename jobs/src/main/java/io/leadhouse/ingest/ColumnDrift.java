package io.leadhouse.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A difference between a table of the source and its raw table.
 *
 * @param column its name in the raw table
 * @param oldType as the source declared it; empty for a column that is new
 * @param newType as the source declares it; empty for a column that is gone
 */
public record ColumnDrift(Change change, String column, String oldType, String newType) {
  private static final Set<String> TEXTS =
      Set.of("text", "character varying", "character", "name", "citext");

  /** What became of the column. */
  public enum Change {
    ADDED,
    DROPPED,
    RETYPED
  }

  /** The differences, in the order of the columns, those gone first. */
  static List<ColumnDrift> between(StructType landed, StructType planned) {
    List<ColumnDrift> found = new ArrayList<>();
    for (StructField field : landed.fields()) {
      if (!List.of(planned.fieldNames()).contains(field.name())) {
        found.add(new ColumnDrift(Change.DROPPED, field.name(), declared(field), ""));
      }
    }
    for (StructField field : planned.fields()) {
      if (!List.of(landed.fieldNames()).contains(field.name())) {
        found.add(new ColumnDrift(Change.ADDED, field.name(), "", declared(field)));
      } else {
        StructField before = landed.apply(field.name());
        if (!before.dataType().equals(field.dataType()) || !kind(before).equals(kind(field))) {
          found.add(
              new ColumnDrift(Change.RETYPED, field.name(), declared(before), declared(field)));
        }
      }
    }
    return found;
  }

  /** Whether readers of the column can go on as before. */
  public boolean harmless() {
    return change == Change.ADDED;
  }

  /** For people. */
  public String describe() {
    return switch (change) {
      case ADDED -> "column '" + column + "' (" + newType + ") is new";
      case DROPPED -> "column '" + column + "' (" + oldType + ") is gone";
      case RETYPED -> "column '" + column + "' was " + oldType + " and is " + newType;
    };
  }

  /** The declared type without its length; plain texts are of one kind. */
  private static String kind(StructField field) {
    String type = declared(field).replaceAll("\\(.*?\\)", "");
    return TEXTS.contains(type) ? "text" : type;
  }

  private static String declared(StructField field) {
    return field
        .getComment()
        .getOrElse(() -> field.dataType().sql().toLowerCase(java.util.Locale.ROOT));
  }
}
