package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.engine.TableVerdict;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.model.Warehouse;
import io.leadhouse.pipeline.WarehouseVerification;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Verifies with a Spark session of its own, and prints each verdict when it has it. */
record VerifyExecution(Home home, LeadhouseConfig config, Warehouse warehouse, PrintWriter out) {
  /** The exit code. */
  int run(List<String> tables, double share) throws IOException {
    try (SparkSession session =
        SparkSessions.open(config.spark().settings(config.retentionDays()))) {
      List<TableVerdict> verdicts =
          new WarehouseVerification(home.sql(), session, config, warehouse)
              .of(tables, share, this::print);
      long differing = verdicts.stream().filter(verdict -> verdict.differing() > 0).count();
      long unverified = verdicts.stream().filter(verdict -> !verdict.verified()).count();
      out.printf(
          "%n%d tables are as recomputed, %d differ, %d could not be verified.%n",
          verdicts.size() - differing - unverified, differing, unverified);
      out.flush();
      if (differing > 0) {
        return Category.DATA_QUALITY.exitCode();
      }
      return unverified > 0 ? Category.CONFIGURATION.exitCode() : 0;
    }
  }

  private void print(TableVerdict verdict) {
    if (!verdict.verified()) {
      out.printf("unknown  %-28s %s%n", verdict.table(), verdict.problem());
    } else if (verdict.differing() == 0) {
      out.printf("same     %-28s %,d rows%n", verdict.table(), verdict.rows());
    } else {
      out.printf(
          "DIFFERS  %-28s %,d keys of %,d rows%n",
          verdict.table(), verdict.differing(), verdict.rows());
      for (TableVerdict.Example example : verdict.examples()) {
        out.printf("         key        %s%n", example.key());
        out.printf("         stored     %s%n", said(example.stored()));
        out.printf("         recomputed %s%n", said(example.recomputed()));
      }
    }
    out.flush();
  }

  private static String said(String row) {
    return row == null ? "no row" : row;
  }
}
