package io.leadhouse.bench;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;

/**
 * What Spark does without Leadhouse: its JDBC source, in ranges of pages, to Delta. Ranges of ids
 * would ask the index for what lies side by side anyway.
 */
record JdbcLoad(SparkSession session, PostgresEndpoint source) {
  private static final int PARTS = 8;
  private static final String FETCH_SIZE = "10000";

  /** Loads engagements into a new table, then checks the copy. */
  WorkerStep run(Path target) throws SQLException {
    Properties properties = source.properties();
    properties.setProperty("fetchsize", FETCH_SIZE);
    long start = System.nanoTime();
    session
        .read()
        .jdbc(source.url(), "engagements", ranges(), properties)
        .write()
        .format("delta")
        .save(target.toString());
    double seconds = (System.nanoTime() - start) / 1e9;
    long rows = session.read().format("delta").load(target.toString()).count();
    WorkerStep done = WorkerStep.endingNow(IngestStep.FULL_LOAD.title(), rows, seconds);
    var unusedRows = new CopyCheck(session, source).requireEqual(target);
    return done;
  }

  private String[] ranges() throws SQLException {
    try (PostgresSession postgres = PostgresSession.open(source)) {
      long pages =
          postgres
              .first(
                  "SELECT pg_relation_size('engagements')"
                      + " / current_setting('block_size')::bigint",
                  row -> row.getLong(1))
              .orElseThrow();
      return LongStream.range(0, PARTS)
          .mapToObj(
              part ->
                  "ctid >= '(%d,0)'::tid AND ctid < '(%d,0)'::tid"
                      .formatted(pages * part / PARTS, pages * (part + 1) / PARTS))
          .toArray(String[]::new);
    }
  }
}
