package io.leadhouse.ingest;

import io.leadhouse.postgres.SourceRelation;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** How one table of the source lands. */
record TablePlan(
    SourceRelation relation, String rawTable, List<RawColumn> columns, List<String> sourceKey) {
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
      schema = schema.add(column.name(), column.type().spark());
    }
    return schema;
  }
}
