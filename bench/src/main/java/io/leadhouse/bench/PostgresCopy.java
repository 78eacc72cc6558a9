package io.leadhouse.bench;

import io.leadhouse.postgres.SqlText;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** Brings the inputs of a comparison from Parquet into tables of Postgres, by way of CSV. */
final class PostgresCopy {
  private final Connection postgres;
  private final Path scratch;

  /**
   * @param scratch folder for the CSV files, which are deleted again
   */
  PostgresCopy(Connection postgres, Path scratch) {
    this.postgres = postgres;
    this.scratch = scratch;
  }

  void inputs(Comparison comparison, DeltaParquet parquet) throws SQLException, IOException {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement from = duckDb.createStatement();
        Statement to = postgres.createStatement()) {
      from.execute("SET TimeZone = 'UTC'");
      from.execute(parquet.views(comparison));
      for (String table : comparison.inputs().keySet()) {
        to.execute("DROP TABLE IF EXISTS " + table);
        to.execute("CREATE UNLOGGED TABLE " + table + " (" + columns(from, table) + ")");
        Path csv = scratch.resolve(table + ".csv");
        from.execute(
            "COPY "
                + table
                + " TO "
                + SqlText.literal(csv.toString())
                + " (FORMAT csv, HEADER false)");
        try (Reader rows = Files.newBufferedReader(csv)) {
          postgres
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY " + table + " FROM STDIN (FORMAT csv)", rows);
        }
        Files.delete(csv);
        to.execute("ANALYZE " + table);
      }
    }
  }

  /** DuckDB names its types as Postgres does, as far as the warehouse uses them. */
  private static String columns(Statement duckDb, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (ResultSet column = duckDb.executeQuery("DESCRIBE " + table)) {
      while (column.next()) {
        columns.add(column.getString("column_name") + " " + column.getString("column_type"));
      }
    }
    return String.join(", ", columns);
  }
}
