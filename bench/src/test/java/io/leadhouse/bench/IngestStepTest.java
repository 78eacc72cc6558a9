package io.leadhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestStepTest {
  @TempDir private Path folder;

  @Test
  void changesAreAsManyAndLieWhereTheirNamesSay() throws SQLException {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 0);
        PostgresSession session = PostgresSession.open(database.endpoint())) {
      // A tenth of the rows at the end of the history, a tenth 73 days before, and so on.
      session.execute(
          """
          CREATE TABLE engagements AS
          SELECT
              id,
              timestamptz '2026-11-01Z' - interval '1 hour' - (id % 10) * interval '73 days'
                  AS occurred_at,
              timestamptz '2026-11-01Z' AS updated_at,
              NULL::text AS location
          FROM generate_series(1, 10000) AS id
          """);
      PostgresEndpoint source = database.endpoint();

      assertThat(IngestStep.FULL_LOAD.change(source)).isZero();
      assertThat(IngestStep.UNCHANGED.change(source)).isZero();
      assertThat(IngestStep.CHANGED_EVENLY.change(source)).isBetween(70L, 130L);
      assertThat(
              count(
                  session,
                  "location IS NOT NULL AND id BETWEEN 2001 AND 3000"
                      + " AND updated_at > '2026-11-01Z'"))
          .isBetween(2L, 25L);
      session.execute("UPDATE engagements SET location = NULL");
      assertThat(IngestStep.CHANGED_RECENTLY.change(source)).isEqualTo(100);
      assertThat(count(session, "location IS NOT NULL AND occurred_at > '2026-08-03Z'"))
          .isEqualTo(80);
      long deleted = IngestStep.DELETED.change(source);
      assertThat(deleted).isBetween(2L, 25L);
      assertThat(count(session, "TRUE")).isEqualTo(10_000 - deleted);
    }
  }

  private static long count(PostgresSession session, String condition) throws SQLException {
    return session
        .first("SELECT count(*) FROM engagements WHERE " + condition, row -> row.getLong(1))
        .orElseThrow();
  }
}
