package io.leadhouse.bench;

import io.leadhouse.postgres.SqlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The warehouse's Delta tables as DuckDB reads them. */
record DeltaParquet(Path warehouse) {
  /** A table as a DuckDB expression that may stand after FROM. */
  String table(String name) throws IOException {
    return ActiveFiles.of(folder(name)).stream()
        .map(file -> SqlText.literal(file.toString()))
        .collect(Collectors.joining(", ", "read_parquet([", "])"));
  }

  /** Names are unique over the layers. */
  private Path folder(String table) {
    return Stream.of("core", "marts")
        .map(layer -> warehouse.resolve(layer).resolve(table))
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The run made no table " + table + "."));
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
          .append(table(input.getKey()))
          .append(";\n");
    }
    return statements.toString();
  }
}
