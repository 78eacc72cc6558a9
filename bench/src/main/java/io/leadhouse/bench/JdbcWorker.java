package io.leadhouse.bench;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.apache.spark.sql.SparkSession;

/** One {@link JdbcLoad}. Arguments: leadhouse.yml and the folder to write. */
final class JdbcWorker {
  private JdbcWorker() {}

  /** Called in a process of its own by {@link Worker}. */
  public static void main(String[] arguments) throws IOException, SQLException {
    LeadhouseConfig config = LeadhouseConfig.read(Path.of(arguments[0]));
    try (SparkSession session =
        SparkSessions.open(config.spark().settings(config.retentionDays()))) {
      JdbcLoad load = new JdbcLoad(session, config.source().endpoint());
      System.out.println(load.run(Path.of(arguments[1])).line());
    }
    System.exit(0);
  }
}
