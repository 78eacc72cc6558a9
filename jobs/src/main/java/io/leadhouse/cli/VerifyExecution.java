package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.graph.House;
import io.leadhouse.pipeline.WarehouseVerification;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Verifies with a Spark session of its own. */
record VerifyExecution(LeadhouseConfig config, House house, PrintWriter out) {
  /** The exit code. */
  int run(List<String> tables, double share) throws IOException {
    try (SparkSession session =
        SparkSessions.open(config.spark().settings(config.retentionDays()))) {
      VerdictReport report = new VerdictReport(out);
      var unused = new WarehouseVerification(house, session, config).of(tables, share, report::add);
      return report.end();
    }
  }
}
