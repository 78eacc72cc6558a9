package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.delta.Changes;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.publish.PublishResult;
import io.leadhouse.simulator.Simulator;
import io.leadhouse.simulator.SimulatorSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrmRunTest {
  private static final Instant END = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir private Path folder;

  @Test
  void aRunFillsEveryTableARepetitionChangesNothingAndEqualSeedsPublishEqualBytes()
      throws SQLException {
    RunFixture first = new RunFixture("crm", simulated(), folder.resolve("first"));
    RunReport report = first.run(END);

    assertThat(report.tables()).allMatch(table -> table.status() == Status.DONE);
    assertThat(report.exitCode()).isZero();
    assertThat(report.ingest().orElseThrow().tables())
        .allSatisfy(t -> assertThat(t.read()).isEqualTo(t.kept() + t.quarantined()));
    Map<String, String> bytes = first.publishedBytes();
    assertThat(bytes)
        .containsKeys(
            "organization",
            "funnel_stage",
            "source_performance",
            "cohort_conversion",
            "executive_summary",
            "publication")
        .allSatisfy((table, rows) -> assertThat(rows).isNotEmpty());
    assertThat(first.published("SELECT DISTINCT organization_id FROM analytics.funnel_stage"))
        .hasSize(3);

    RunReport again = first.run(END);
    assertThat(again.tables()).extracting(TableResult::changes).containsOnly(new Changes(0, 0, 0));
    assertThat(again.published().orElseThrow().tables())
        .allMatch(PublishResult.TableResult::skipped);
    assertThat(first.publishedBytes()).isEqualTo(bytes);

    RunFixture second = new RunFixture("crm", simulated(), folder.resolve("second"));
    second.run(END);
    assertThat(second.publishedBytes()).isEqualTo(bytes);
  }

  private static PostgresEndpoint simulated() throws SQLException {
    PostgresEndpoint crm = RunFixture.emptyCrm();
    try (Connection connection = crm.connect()) {
      SimulatorSettings settings = SimulatorSettings.endingAt(END, 7, 15, 300);
      Simulator.standard().load(connection, settings.withEngagementsPerLead(10));
    }
    return crm;
  }
}
