package io.leadhouse.bench;

import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.simulator.ReferenceSchema;
import io.leadhouse.simulator.Simulator;
import io.leadhouse.simulator.SimulatorSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.postgresql.PGConnection;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures a whole run, and the same work done by DuckDB and by Postgres.")
final class Bench implements Callable<Integer> {
  private static final int ENGAGEMENTS_PER_LEAD = 10;
  private static final String READ_ENGAGEMENTS = "ingest public.engagements";
  private static final Instant AS_OF = Instant.parse("2026-11-01T00:00:00Z");
  private static final String CONFIG =
      """
      warehouse: warehouse
      source: {pack: crm, host: %s, port: %d, database: %s, user: %s}
      publish: {host: %s, port: %d, database: %s, user: %s}
      """;

  @Option(
      names = "--engagements",
      defaultValue = "500000",
      description = "Engagements to simulate, 10 per lead (default 500000).")
  private int engagements;

  @Option(
      names = "--folder",
      required = true,
      description = "Where the benchmark makes a folder for its data, which it deletes afterwards.")
  private Path parent;

  @Option(names = "--json", required = true, description = "The file of the figures.")
  private Path json;

  private final Path home = Path.of(System.getProperty("leadhouse.home")).toAbsolutePath();
  private final BenchReport report = new BenchReport();

  /** The benchmark's command line; `make bench` calls it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path folder =
        Files.createTempDirectory(Files.createDirectories(parent), "bench").toAbsolutePath();
    try {
      measure(folder);
      compare();
    } finally {
      // What was measured before a failure is worth its time too.
      report.print(System.out);
      report.write(json);
      FileUtils.deleteDirectory(folder.toFile());
    }
    return 0;
  }

  private void measure(Path folder) throws IOException, InterruptedException, SQLException {
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgres"), 0)) {
      PostgresEndpoint source = database.database("crm");
      fill(source);
      copyOut(source);
      PostgresEndpoint analytics = database.database("analytics");
      Path config = Files.writeString(folder.resolve("leadhouse.yml"), config(source, analytics));
      add(
          new Worker(home, PipelineWorker.class)
              .run("leadhouse", List.of(config.toString(), AS_OF.toString())));
      Contest contest =
          new Contest(
              new Worker(home, DuckDbWorker.class),
              database.database("contest"),
              new DeltaParquet(folder.resolve("warehouse")),
              scratch);
      for (Comparison comparison : Comparison.ALL) {
        add(contest.run(comparison, database.process()));
      }
    }
  }

  private void add(List<Measurement> measurements) {
    measurements.forEach(report::add);
  }

  private void compare() {
    report.compare(READ_ENGAGEMENTS, "leadhouse", "copy");
    for (Comparison comparison : Comparison.ALL) {
      report.compare(comparison.table(), "leadhouse", "duckdb");
      report.compare(comparison.table(), "leadhouse", "postgres");
    }
  }

  private void fill(PostgresEndpoint source) throws SQLException, IOException {
    try (Connection connection = source.connect()) {
      ReferenceSchema.create(connection, home.resolve("sql/sources/crm/schema.sql"));
      SimulatorSettings settings =
          SimulatorSettings.endingAt(
                  AS_OF,
                  SimulatorSettings.DEFAULT_SEED,
                  SimulatorSettings.DEFAULT_MONTHS,
                  engagements / ENGAGEMENTS_PER_LEAD)
              .withEngagementsPerLead(ENGAGEMENTS_PER_LEAD);
      long start = System.nanoTime();
      long rows =
          Simulator.standard().load(connection, settings).rowsByTable().values().stream()
              .mapToLong(Long::longValue)
              .sum();
      report.add(new Measurement("simulate", "leadhouse", rows, since(start), null));
    }
  }

  /** The limit of any reader: COPY in binary form to a client that throws it away. */
  private void copyOut(PostgresEndpoint source) throws SQLException, IOException {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      long rows;
      try (ResultSet count = statement.executeQuery("SELECT count(*) FROM engagements")) {
        count.next();
        rows = count.getLong(1);
      }
      long start = System.nanoTime();
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY engagements TO STDOUT (FORMAT binary)", OutputStream.nullOutputStream());
      report.add(new Measurement(READ_ENGAGEMENTS, "copy", rows, since(start), null));
    }
  }

  private static String config(PostgresEndpoint source, PostgresEndpoint analytics) {
    return CONFIG.formatted(
        source.host(),
        source.port(),
        source.database(),
        source.user(),
        analytics.host(),
        analytics.port(),
        analytics.database(),
        analytics.user());
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
