package io.leadhouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.postgres.SnapshotReader.Query;
import io.leadhouse.postgres.SnapshotReader.Selected;
import io.leadhouse.testing.TestSession;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SecrecyTest {
  private static final String PASSWORD = "h0rse-b4ttery-staple";

  /** Everything of Spark that handles a query. */
  private static final String SPARK = "org.apache.spark.sql";

  private static final SourceDatabase SOURCE = SourceDatabase.create();

  @Test
  void neitherLogsNorPlansShowThePassword() {
    PostgresEndpoint plain = SOURCE.endpoint();
    PostgresEndpoint endpoint =
        new PostgresEndpoint(
            plain.host(), plain.port(), plain.database(), plain.user(), new Secret(PASSWORD));
    SparkSession spark = TestSession.fresh();
    StringWriter log = new StringWriter();
    String plan;
    WriterAppender appender =
        WriterAppender.createAppender(
            PatternLayout.createDefaultLayout(), null, log, "secrecy", false, true);
    appender.start();
    LoggerContext logging = LoggerContext.getContext(false);
    LoggerConfig chatty = new LoggerConfig(SPARK, Level.TRACE, false);
    chatty.addAppender(appender, Level.TRACE, null);
    logging.getConfiguration().addLogger(SPARK, chatty);
    logging.updateLoggers();
    try (ExportedSnapshot snapshot = ExportedSnapshot.open(endpoint, Duration.ofMinutes(1))) {
      Dataset<Row> rows = new SnapshotReader(spark, snapshot, 1).read(whoReads());
      assertThat(rows.collectAsList())
          .extracting(row -> row.getString(0))
          .containsOnly("leadhouse");
      plan = rows.queryExecution().toString();
    } finally {
      logging.getConfiguration().removeLogger(SPARK);
      logging.updateLoggers();
    }
    assertThat(log.toString()).contains("COPY of who reads").doesNotContain(PASSWORD);
    assertThat(plan).contains("who reads").doesNotContain(PASSWORD);
  }

  /** The application names of the sessions at work, the task's own among them. */
  private static Query whoReads() {
    return new Query(
        "who reads",
        List.of(new Selected("name", "application_name", RawType.TEXT)),
        "pg_stat_activity",
        "datname = current_database()");
  }
}
