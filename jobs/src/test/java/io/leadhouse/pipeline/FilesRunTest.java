package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.config.FilesConfig;
import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.Changes;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesRunTest {
  private static final Instant AS_OF = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;

  @Test
  void leadsAndSpendOfFilesReachThePublishedTablesAndARefusedFileTheExitCode() throws IOException {
    PostgresEndpoint crm = RunFixture.emptyCrm();
    RunFixture.execute(
        crm,
        """
        INSERT INTO organizations (id, name, timezone, currency) VALUES (1, 'One', 'UTC', 'EUR');
        INSERT INTO campaigns (id, organization_id, name) VALUES (5, 1, 'Spring');
        INSERT INTO leads (id, organization_id, source, created_at, updated_at)
        VALUES (1, 1, 'web', '2026-02-20T10:00:00Z', '2026-02-20T10:00:00Z');
        """);
    drop(
        "leads.yml",
        """
        kind: lead
        files: "leads*.csv"
        columns: {lead_id: Id, created_at: Created, source: Source, campaign_id: Campaign}
        constants: {organization_id: "1"}
        """);
    drop(
        "spend.yml",
        """
        kind: ad_spend
        files: "spend*.csv"
        decimal: ","
        columns: {day: Tag, amount: Kosten}
        constants: {organization_id: "1", campaign_id: "5", channel: google}
        """);
    drop(
        "leads_fair.csv",
        """
        Id,Created,Source,Campaign
        L-1,2026-02-21T10:00:00Z,fair,5
        L-2,2026-02-22T10:00:00Z,fair,5
        L-3,yesterday,fair,5
        """);
    drop("spend_2026.csv", "Tag;Kosten\n2026-02-20;120,50\n2026-02-21;79,5\n");
    drop("spend_broken.csv", "Tag;Cost\n2026-02-20;120,50\n");
    RunFixture run = new RunFixture("crm", crm, folder);

    RunReport report = run.run(AS_OF, config -> config.withFiles(files()));

    assertThat(report.tables()).allMatch(table -> table.status() == Status.DONE);
    assertThat(report.files().read()).hasSize(2);
    assertThat(report.files().rejected()).isEqualTo(1);
    assertThat(report.exitCode()).isEqualTo(4);
    assertThat(
            run.published(
                "SELECT member, leads FROM analytics.source_performance WHERE window_days = 30"
                    + " AND dimension = 'source' ORDER BY member"))
        .containsExactly(List.of("fair", "2"), List.of("web", "1"));
    assertThat(
            run.published(
                "SELECT sum(spend) FROM analytics.campaign_metrics WHERE granularity = 'day'"))
        .extracting(row -> Double.valueOf(row.get(0)))
        .containsExactly(200.0);
    Row recorded = run.stored("ops", "run").collectAsList().get(0);
    assertThat(recorded.<String>getAs("message")).contains("spend_broken.csv", "'Kosten'");

    Files.delete(folder.resolve("drop/spend_broken.csv"));
    RunReport again = run.run(AS_OF, config -> config.withFiles(files()));
    assertThat(again.exitCode()).isZero();
    assertThat(again.files().known()).isEqualTo(2);
    assertThat(again.tables()).extracting(TableResult::changes).containsOnly(new Changes(0, 0, 0));
    assertThat(KeptVersions.assertOfAllTables(folder.resolve("warehouse")))
        .contains(
            "raw/raw_leads",
            "raw/quarantine",
            "staging/stg_lead",
            "core/lead",
            "marts/executive_summary",
            "ops/run",
            "ops/model_run",
            "ops/quarantine",
            "ops/freshness",
            "ops/imported_file");
  }

  @Test
  void aRunInPartsGoesOnWithoutARefusedFileAndEndsWithItsExitCode() {
    SmallShop shop = new SmallShop(folder);
    shop.sells(1, "north", 4);
    LeadhouseConfig config =
        shop.config().withFiles(new FilesConfig(folder.resolve("not a folder")));
    StagedRun run =
        new StagedRun(shop.house(), TestSession.fresh(), config, Clock.systemUTC(), "files");
    RunReport ingest = run.ingest(AS_OF, Set.of(), RunFixture.SILENT);
    assertThat(ingest.exitCode()).isZero();
    assertThat(ingest.files().refused()).hasSize(1);
    for (String subject : List.of("core", "totals", "report")) {
      assertThat(run.build(Choice.of(subject), RunFixture.SILENT).exitCode()).isZero();
    }
    RunReport publication = run.publish(RunFixture.SILENT);
    assertThat(publication.exitCode()).isEqualTo(2);
    assertThat(publication.published()).isPresent();
  }

  private FilesConfig files() {
    return new FilesConfig(folder.resolve("drop"));
  }

  private void drop(String name, String text) throws IOException {
    Path file = folder.resolve("drop").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(AS_OF));
  }
}
