package io.leadhouse.ingest;

import io.leadhouse.model.Strategy;
import io.leadhouse.postgres.SourceRelation;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How one table of the source lands.
 *
 * @param cursor the column that tells when a row changed, where the strategy needs one
 * @param overlapMinutes how far behind its newest value the cursor starts again
 */
record TablePlan(
    SourceRelation relation,
    String rawTable,
    List<RawColumn> columns,
    List<String> sourceKey,
    Strategy strategy,
    Optional<RawColumn> cursor,
    int overlapMinutes) {
  TablePlan {
    columns = List.copyOf(columns);
    sourceKey = List.copyOf(sourceKey);
  }

  /** The key's columns by the names under which they land, in the pack's order. */
  List<String> key() {
    return sourceKey.stream().map(RawColumn::landingName).toList();
  }

  /** The raw table's columns. */
  StructType schema() {
    StructType schema = new StructType();
    for (RawColumn column : columns) {
      schema =
          schema.add(
              new StructField(column.name(), column.type().spark(), true, Metadata.empty())
                  .withComment(column.declared()));
    }
    return schema;
  }

  List<RawColumn> keyColumns() {
    return columns.stream().filter(RawColumn::key).toList();
  }

  /** Whether one whole number is the key. */
  boolean hasWholeNumberKey() {
    List<RawColumn> key = keyColumns();
    return key.size() == 1
        && switch (key.get(0).type().wire()) {
          case INT2, INT4, INT8 -> true;
          default -> false;
        };
  }
}
