package io.leadhouse.bench;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.ingest.Ingest;
import io.leadhouse.ingest.IngestedTable;
import io.leadhouse.ingest.RawTables;
import io.leadhouse.model.SourcePack;
import io.leadhouse.postgres.PostgresEndpoint;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** The ingest of a run, of engagements alone. */
final class EngagementsIngest {
  private static final String TABLE = "engagements";

  private final SparkSession session;
  private final LeadhouseConfig config;
  private final PostgresEndpoint source;
  private final SourcePack pack;

  /**
   * @param pack of which one table is taken
   */
  EngagementsIngest(SparkSession session, LeadhouseConfig config, SourcePack pack) {
    this.session = session;
    this.config = config;
    this.source = config.source().endpoint();
    this.pack =
        new SourcePack(
            pack.name(),
            pack.folder(),
            pack.description(),
            pack.schema(),
            Map.of(TABLE, pack.tables().get(TABLE)),
            Map.of());
  }

  /**
   * Ingests, then checks the copy.
   *
   * @return its rows are those inserted, updated and deleted
   * @throws IllegalStateException when the table was not read as the step demands, or the copy is
   *     not the source
   */
  WorkerStep run(IngestStep step) throws SQLException {
    DeltaStore store = new DeltaStore(config.warehouse());
    long start = System.nanoTime();
    RawTables raw = new RawTables(session, store, step.name());
    IngestedTable table =
        new Ingest(session, source, config.ingest().settings(Set.of()))
            .run(pack, raw, ingested -> {})
            .tables()
            .get(0);
    double seconds = (System.nanoTime() - start) / 1e9;
    long written =
        table.changes().inserted() + table.changes().updated() + table.changes().deleted();
    WorkerStep done = WorkerStep.endingNow(step.title(), written, seconds);
    check(step, table, store.path("raw", table.rawTable()));
    return done;
  }

  private void check(IngestStep step, IngestedTable table, Path copy) throws SQLException {
    if (!table.reading().equals(step.reading())) {
      throw new IllegalStateException(
          "%s: the table was read %s (%s), not %s; %s"
              .formatted(
                  step.title(), table.reading(), table.why(), step.reading(), table.problem()));
    }
    long compared = new CopyCheck(session, source).requireEqual(copy);
    if (compared != table.kept()) {
      throw new IllegalStateException(
          "%s: %d rows were kept, but %d are like the source"
              .formatted(step.title(), table.kept(), compared));
    }
  }
}
