package io.leadhouse.bench;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.model.SourcePack;
import io.leadhouse.model.WarehouseReader;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.apache.spark.sql.SparkSession;

/**
 * Ingests engagements, in one process as often as it is told. Arguments: leadhouse.yml, then the
 * steps. What precedes the first step has happened already, so that nothing of this process has run
 * before it; it does itself what precedes the others.
 */
final class IngestWorker {
  private IngestWorker() {}

  /** Called in a process of its own by {@link Worker}. */
  public static void main(String[] arguments) throws IOException, SQLException {
    LeadhouseConfig config = LeadhouseConfig.read(Path.of(arguments[0]));
    SourcePack pack =
        new WarehouseReader(Path.of(System.getProperty("leadhouse.home"), "sql"))
            .read(config.source().pack())
            .pack();
    try (SparkSession session =
        SparkSessions.open(config.spark().settings(config.retentionDays()))) {
      EngagementsIngest ingest = new EngagementsIngest(session, config, pack);
      for (int i = 1; i < arguments.length; i++) {
        IngestStep step = IngestStep.valueOf(arguments[i]);
        if (i > 1) {
          step.change(config.source().endpoint());
        }
        System.out.println(ingest.run(step).line());
      }
    }
    System.exit(0);
  }
}
