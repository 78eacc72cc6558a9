package io.leadhouse.ingest;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.model.SourcePack;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.Secret;
import io.leadhouse.testing.TestSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that ingests {@link MovingSource} once for every line that it is sent, and says how far
 * it is. It ends with its input, so that it does not outlive the test that may kill it.
 */
final class IngestLoop {
  static final String BEGUN = "ingest begun";
  static final String TABLE = "ingest has ";
  static final String DONE = "ingest done";

  private IngestLoop() {}

  /**
   * Runs.
   *
   * @param arguments port and name of the source database, and the warehouse's folder
   */
  public static void main(String[] arguments) throws IOException {
    PostgresEndpoint source =
        new PostgresEndpoint(
            "localhost",
            Integer.parseInt(arguments[0]),
            arguments[1],
            "postgres",
            new Secret(Source.PASSWORD));
    LandedTables landed = new LandedTables(new DeltaStore(Path.of(arguments[2])));
    SourcePack pack = MovingSource.pack();
    // While a process starts on a busy machine, any number of rows may go.
    IngestSettings settings =
        IngestSettings.standard().withSmallPages(0).accepting(pack.tables().keySet());
    try (BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      while (orders.readLine() != null) {
        System.out.println(BEGUN);
        landed = landed.next();
        IngestResult result =
            new Ingest(TestSession.fresh(), source, settings)
                .run(pack, landed, table -> System.out.println(TABLE + table.rawTable()));
        if (!result.stopped().isEmpty()) {
          throw new IllegalStateException("Stopped: " + result.stopped());
        }
        System.out.println(DONE);
      }
    }
    // Spark's threads would keep it.
    System.exit(0);
  }
}
