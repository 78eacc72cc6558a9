package io.leadhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.model.SourcePack;
import io.leadhouse.model.WarehouseReader;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of the benchmark of ingest on a CRM of 1,000 leads, in this process. */
class EngagementsIngestTest {
  private static final Path HOME =
      Path.of(System.getProperty("leadhouse.home")).toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void everyStepMakesTheCopyLikeTheSourceByReadingWhatItSays() throws IOException, SQLException {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgres"), 0)) {
      PostgresEndpoint source = database.database("crm");
      var unusedFill = new SimulatedCrm(HOME, 10_000).fill(source);
      Path file = Files.writeString(folder.resolve("leadhouse.yml"), IngestBench.config(source));
      LeadhouseConfig config = LeadhouseConfig.read(file);
      SourcePack pack = new WarehouseReader(HOME.resolve("sql")).read("crm").pack();
      try (SparkSession session = SparkSessions.open(config.spark().settings(30))) {
        EngagementsIngest ingest = new EngagementsIngest(session, config, pack);
        long rows = DiscardedCopy.measure(source, "copy").rows();
        for (IngestStep step : IngestStep.values()) {
          long changed = step.change(source);
          long written = ingest.run(step).rows();
          if (step == IngestStep.FULL_LOAD) {
            assertThat(written).isBetween(rows * 99 / 100, rows - 1);
          } else {
            assertThat(written).as(step.title()).isBetween(changed * 9 / 10, changed);
          }
        }
        assertThat(new JdbcLoad(session, source).run(folder.resolve("jdbc")).rows())
            .isEqualTo(DiscardedCopy.measure(source, "copy").rows());

        touchOneRow(source);
        Path copy = config.warehouse().resolve("raw/raw_engagements");
        assertThatThrownBy(() -> new CopyCheck(session, source).requireEqual(copy))
            .hasMessageContaining("not the source");
      }
    }
  }

  private static void touchOneRow(PostgresEndpoint source) throws SQLException {
    try (PostgresSession session = PostgresSession.open(source)) {
      assertThat(
              session.update(
                  "UPDATE engagements SET value = coalesce(value, 0) + 0.01"
                      + " WHERE id = (SELECT min(id) FROM engagements)"))
          .isEqualTo(1);
    }
  }
}
