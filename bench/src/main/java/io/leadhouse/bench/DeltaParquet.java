package io.leadhouse.bench;

import io.leadhouse.postgres.SqlText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The warehouse's Delta tables as DuckDB reads them. */
record DeltaParquet(Path warehouse) {
  /** A table as a DuckDB expression that may stand after FROM. */
  String table(String layer, String name) throws IOException {
    return ActiveFiles.of(warehouse.resolve(layer).resolve(name)).stream()
        .map(file -> SqlText.literal(file.toString()))
        .collect(Collectors.joining(", ", "read_parquet([", "])"));
  }

  /** Statements that make a view of every input of a comparison, under its own name. */
  String views(Comparison comparison) throws IOException {
    StringBuilder statements = new StringBuilder();
    for (var input : comparison.inputs().entrySet()) {
      List<String> columns = input.getValue();
      statements
          .append("CREATE VIEW ")
          .append(input.getKey())
          .append(" AS SELECT ")
          .append(String.join(", ", columns))
          .append(" FROM ")
          .append(table("core", input.getKey()))
          .append(";\n");
    }
    return statements.toString();
  }
}
