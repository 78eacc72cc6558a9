package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.graph.House;
import io.leadhouse.pipeline.Choice;
import io.leadhouse.pipeline.RunForecast;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Looks ahead with a Spark session of its own, for which no cluster has to be up. */
record ForecastExecution(LeadhouseConfig config, House house, PrintWriter out) {
  void run(Choice choice, Optional<Instant> asOf, Instant now) throws IOException {
    try (SparkSession session =
        SparkSessions.open(config.spark().settingsHere(config.retentionDays()))) {
      new ForecastReport(out).print(new RunForecast(house, session, config).of(choice, asOf, now));
    }
  }
}
