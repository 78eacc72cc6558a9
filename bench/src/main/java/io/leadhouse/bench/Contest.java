package io.leadhouse.bench;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.SqlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The same table by three engines: by the run that was measured, by DuckDB from the run's Parquet
 * to Parquet, by Postgres from a copy of the same rows to an unlogged table. Their results are
 * compared, so that nobody is fast by doing less.
 */
final class Contest {
  /** Sums may differ by a few cents in a billion: two engines round a fraction to another side. */
  private static final BigDecimal TOLERANCE = new BigDecimal("1e-6");

  private final Worker duckDb;
  private final PostgresEndpoint postgres;
  private final DeltaParquet parquet;
  private final Path scratch;

  Contest(Worker duckDb, PostgresEndpoint postgres, DeltaParquet parquet, Path scratch) {
    this.duckDb = duckDb;
    this.postgres = postgres;
    this.parquet = parquet;
    this.scratch = scratch;
  }

  /**
   * Lets DuckDB and Postgres do what the run did.
   *
   * @param server the process of Postgres
   * @throws IllegalStateException when the engines' results differ
   */
  List<Measurement> run(Comparison comparison, ProcessHandle server)
      throws IOException, InterruptedException, SQLException {
    String query = query(comparison.table());
    Path inputs = Files.writeString(scratch.resolve("inputs.sql"), parquet.views(comparison));
    Path statement = Files.writeString(scratch.resolve("query.sql"), query);
    Path result = scratch.resolve(comparison.table() + ".parquet");
    List<Measurement> measured =
        new ArrayList<>(
            duckDb.run(
                "duckdb",
                List.of(
                    comparison.table(),
                    inputs.toString(),
                    statement.toString(),
                    result.toString())));
    try (Connection connection = postgres.connect()) {
      new PostgresCopy(connection, scratch).inputs(comparison, parquet);
      measured.add(byPostgres(connection, comparison, query, server));
      requireEqual(comparison, connection, result);
    }
    Files.delete(result);
    return measured;
  }

  private static Measurement byPostgres(
      Connection connection, Comparison comparison, String query, ProcessHandle server)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        PeakMemory memory = PeakMemory.ofTree(server)) {
      statement.execute("SET work_mem = '512MB'");
      statement.execute("SET max_parallel_workers_per_gather = 2");
      statement.execute("SET jit = off");
      Instant started = Instant.now();
      long rows =
          statement.executeLargeUpdate(
              "CREATE UNLOGGED TABLE " + comparison.table() + " AS " + query);
      WorkerStep step = new WorkerStep(comparison.table(), rows, started, Instant.now());
      return new Measurement(
          step.step(),
          "postgres",
          rows,
          step.seconds(),
          memory.peakMb(step.started(), step.finished()));
    }
  }

  private void requireEqual(Comparison comparison, Connection connection, Path result)
      throws SQLException, IOException {
    List<BigDecimal> byPostgres;
    try (Statement statement = connection.createStatement()) {
      byPostgres = totals(statement, comparison, comparison.table());
    }
    try (Connection reader = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = reader.createStatement()) {
      List<BigDecimal> byDuckDb =
          totals(statement, comparison, "read_parquet(" + SqlText.literal(result.toString()) + ")");
      List<BigDecimal> byRun = totals(statement, comparison, parquet.table(comparison.table()));
      requireEqual(comparison, byRun, byDuckDb);
      requireEqual(comparison, byRun, byPostgres);
    }
  }

  private static void requireEqual(
      Comparison comparison, List<BigDecimal> expected, List<BigDecimal> actual) {
    for (int total = 0; total < expected.size(); total++) {
      BigDecimal difference = expected.get(total).subtract(actual.get(total)).abs();
      BigDecimal allowed = expected.get(total).abs().multiply(TOLERANCE);
      if (difference.compareTo(allowed) > 0) {
        throw new IllegalStateException(
            "The engines made different rows of "
                + comparison.table()
                + ": "
                + comparison.totals()
                + " is "
                + expected
                + " by the run, and elsewhere "
                + actual);
      }
    }
  }

  private static List<BigDecimal> totals(Statement statement, Comparison comparison, String from)
      throws SQLException {
    List<BigDecimal> totals = new ArrayList<>();
    String query = "SELECT " + String.join(", ", comparison.totals()) + " FROM " + from;
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      for (int column = 1; column <= comparison.totals().size(); column++) {
        BigDecimal total = row.getBigDecimal(column);
        totals.add(total == null ? BigDecimal.ZERO : total);
      }
    }
    return totals;
  }

  /** A query of this package, by the table that it makes. */
  static String query(String name) {
    try (InputStream query = Contest.class.getResourceAsStream(name + ".sql")) {
      return new String(query.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
