package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.graph.House;
import io.leadhouse.pipeline.Replay;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Replays with a Spark session of its own. */
record ReplayExecution(LeadhouseConfig config, House house, PrintWriter out) {
  /**
   * The exit code.
   *
   * @param run null to list the runs
   * @param tables none for the list of the run's tables, or for all of them
   * @param folder null for CSV
   */
  int run(String run, List<String> tables, Path folder) throws IOException {
    try (SparkSession session =
        SparkSessions.open(config.spark().settings(config.retentionDays()))) {
      ReplayReport report =
          new ReplayReport(new Replay(house, session, config, Instant.now()), out);
      if (run == null) {
        return report.runs();
      }
      if (folder != null) {
        return report.write(run, tables, folder);
      }
      return tables.isEmpty() ? report.tables(run) : report.csv(run, tables.get(0));
    }
  }
}
