package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.postgres.PostgresEndpoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallestCrmTest {
  private static final Instant AS_OF = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;

  @Test
  void anEmptyCrmRunsToTheEndAndPublishesEmptyTables() {
    RunFixture run = new RunFixture("crm", RunFixture.emptyCrm(), folder);
    RunReport report = run.run(AS_OF);

    assertThat(report.tables()).allMatch(t -> t.status() == Status.DONE && t.rows() == 0);
    assertThat(run.published("SELECT count(*) FROM analytics.executive_summary").get(0))
        .containsExactly("0");
    assertThat(
            run.published(
                "SELECT has_table_privilege('bi_reader', 'analytics.executive_summary', 'SELECT')"))
        .containsExactly(List.of("t"));
  }

  @Test
  void aCrmWithASingleLeadRunsToTheEnd() {
    PostgresEndpoint crm = RunFixture.emptyCrm();
    RunFixture.execute(
        crm,
        """
        INSERT INTO organizations (id, name, timezone, currency) VALUES (1, 'One', 'UTC', 'EUR');
        INSERT INTO pipeline_stages (id, organization_id, name, position, is_won, is_lost)
        VALUES (1, 1, 'new', 1, false, false), (2, 1, 'customer', 2, true, false);
        INSERT INTO leads (id, organization_id, source, stage_id, created_at, updated_at)
        VALUES (1, 1, 'web', 1, '2026-02-20T10:00:00Z', '2026-02-20T10:00:00Z');
        """);
    RunFixture run = new RunFixture("crm", crm, folder);
    RunReport report = run.run(AS_OF);

    assertThat(report.tables()).allMatch(t -> t.status() == Status.DONE);
    assertThat(
            run.published(
                "SELECT stage_name, reached, step_rate FROM analytics.funnel_stage"
                    + " WHERE window_days = 30 AND variant = 'any_order' ORDER BY stage_rank"))
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactly("new 1", "customer 0");
    assertThat(
            run.published(
                "SELECT value FROM analytics.executive_summary"
                    + " WHERE kpi = 'leads' AND window_days = 30"))
        .extracting(row -> Double.valueOf(row.get(0)))
        .containsExactly(1.0);
  }
}
