package io.leadhouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Option;

/** A benchmark as a command: it simulates a CRM, measures in a folder of its own, and reports. */
abstract class BenchCommand implements Callable<Integer> {
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

  @Override
  public final Integer call() throws Exception {
    Path folder =
        Files.createTempDirectory(Files.createDirectories(parent), "bench").toAbsolutePath();
    BenchReport report = new BenchReport(System.out);
    try {
      measure(folder, new SimulatedCrm(home, engagements), report);
    } finally {
      // What was measured before a failure is worth its time too.
      report.print();
      report.write(json);
      FileUtils.deleteDirectory(folder.toFile());
    }
    return 0;
  }

  /** The checkout. */
  final Path home() {
    return home;
  }

  /**
   * Measures and compares.
   *
   * @param folder empty, deleted afterwards
   */
  abstract void measure(Path folder, SimulatedCrm crm, BenchReport report)
      throws IOException, InterruptedException, SQLException;
}
