package io.leadhouse.bench;

import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "bench-ingest",
    mixinStandardHelpOptions = true,
    description =
        "Measures the ingest of engagements, beside COPY and Spark's own JDBC source, and what it"
            + " costs after changes.")
final class IngestBench extends BenchCommand {
  private static final String HEAP = "2g";
  private static final String CONFIG =
      """
      warehouse: warehouse
      source: {pack: crm, host: %s, port: %d, database: %s, user: %s}
      """;

  /** Steps of one process each; a second step finds the process warm. */
  private static final List<List<IngestStep>> PROCESSES =
      List.of(
          List.of(IngestStep.FULL_LOAD),
          List.of(IngestStep.UNCHANGED),
          List.of(IngestStep.CHANGED_EVENLY),
          List.of(IngestStep.CHANGED_RECENTLY, IngestStep.CHANGED_WARM),
          List.of(IngestStep.DELETED));

  /** The benchmark's command line; `make bench-ingest` calls it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new IngestBench()).execute(arguments));
  }

  @Override
  void measure(Path folder, SimulatedCrm crm, BenchReport report)
      throws IOException, InterruptedException, SQLException {
    String fullLoad = IngestStep.FULL_LOAD.title();
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgres"), 0)) {
      PostgresEndpoint source = database.database("crm");
      report.add(crm.fill(source));
      settle(source);
      report.add(DiscardedCopy.measure(source, fullLoad + ", first COPY"));
      report.add(DiscardedCopy.measure(source, fullLoad));
      Path config = Files.writeString(folder.resolve("leadhouse.yml"), config(source));
      Path jdbc = folder.resolve("jdbc");
      new Worker(home(), JdbcWorker.class)
          .withHeap(HEAP)
          .run("jdbc", List.of(config.toString(), jdbc.toString()))
          .forEach(report::add);
      FileUtils.deleteDirectory(jdbc.toFile());
      for (List<IngestStep> steps : PROCESSES) {
        ingest(source, config, steps).forEach(report::add);
      }
    }
    report.compare(fullLoad, "leadhouse", "copy");
    report.compare(fullLoad, "jdbc", "copy");
    PROCESSES.stream()
        .flatMap(List::stream)
        .filter(step -> step != IngestStep.FULL_LOAD)
        .forEach(step -> report.compareSteps(step.title(), fullLoad, "leadhouse"));
  }

  private List<Measurement> ingest(PostgresEndpoint source, Path config, List<IngestStep> steps)
      throws IOException, InterruptedException, SQLException {
    var unusedRows = steps.get(0).change(source);
    List<String> arguments = new ArrayList<>(List.of(config.toString()));
    steps.forEach(step -> arguments.add(step.name()));
    return new Worker(home(), IngestWorker.class).withHeap(HEAP).run("leadhouse", arguments);
  }

  /** What autovacuum and the checkpointer would do later, while something is measured. */
  private static void settle(PostgresEndpoint source) throws SQLException {
    try (PostgresSession session = PostgresSession.open(source)) {
      session.execute("VACUUM (ANALYZE)");
      session.execute("CHECKPOINT");
    }
  }

  /** A configuration that reads {@code source} and publishes nothing. */
  static String config(PostgresEndpoint source) {
    return CONFIG.formatted(source.host(), source.port(), source.database(), source.user());
  }
}
