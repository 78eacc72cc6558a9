package io.leadhouse.bench;

import io.leadhouse.postgres.SqlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * One query by DuckDB, from Parquet to Parquet. Arguments: name of the step, a file of statements
 * that make the inputs, a file with the query, the file to write.
 */
final class DuckDbWorker {
  private DuckDbWorker() {}

  /** Called in a process of its own by {@link Worker}. */
  public static void main(String[] arguments) throws IOException, SQLException {
    String inputs = Files.readString(Path.of(arguments[1]));
    String query = Files.readString(Path.of(arguments[2]));
    String output = SqlText.literal(arguments[3]);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(inputs);
      long start = System.nanoTime();
      statement.execute("COPY (" + query + ") TO " + output + " (FORMAT parquet)");
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.println(
          WorkerStep.endingNow(arguments[0], rows(statement, output), seconds).line());
    }
  }

  private static long rows(Statement statement, String file) throws SQLException {
    try (ResultSet count =
        statement.executeQuery("SELECT count(*) FROM read_parquet(" + file + ")")) {
      count.next();
      return count.getLong(1);
    }
  }
}
