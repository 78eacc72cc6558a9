package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.delta.Changes;
import io.leadhouse.model.Strategy;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.cdc.CaptureSetup;
import io.leadhouse.testing.TestSession;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ingests of tables whose changes the source's log tells, beside one that is asked. */
class CapturedIngestTest {
  private static final List<String> ID = List.of("id");

  private final Source source =
      Source.create(
              "CREATE TABLE leads (id int PRIMARY KEY, name text, long text)",
              """
              INSERT INTO leads
              SELECT i, 'n' || i, (SELECT string_agg(md5(i || ' ' || j), '') FROM generate_series(1, 200) AS j)
              FROM generate_series(1, 100) AS i
              """,
              "CREATE TABLE asked (id int PRIMARY KEY)",
              "INSERT INTO asked VALUES (1)")
          .pull("leads", ID, Strategy.CDC)
          .pull("asked", ID);
  private CaptureSetup setup;
  private LandedTables landed = new LandedTables();

  @BeforeEach
  void enable() {
    setup = new CaptureSetup(PackCapture.of(source.pack(), source.endpoint()));
    assertThat(setup.publish()).isNotEmpty();
    run(landed, setup::firstSnapshot, Set.of());
  }

  @AfterEach
  void disable() {
    assertThat(setup.disable()).isNotEmpty();
  }

  @Test
  void whatTheLogNamesIsReadInTheSnapshot() {
    source.run(
        "UPDATE leads SET name = 'new' WHERE id = 7",
        "INSERT INTO leads VALUES (1000, 'it''s \\ new', NULL)",
        "UPDATE leads SET id = 2000 WHERE id = 8",
        "DELETE FROM leads WHERE id IN (9, 10)",
        "INSERT INTO asked VALUES (2)");
    IngestedTable table = ingest();
    assertThat(table.reading()).isEqualTo("cdc");
    assertThat(table.changes()).isEqualTo(new Changes(2, 1, 3));
    requireCopy();
    assertThat(landed.lines("raw_asked")).containsExactly("1", "2");

    IngestedTable quiet = ingest();
    assertThat(quiet.version()).isEqualTo(table.version());
    source.run("UPDATE leads SET name = 'again' WHERE id = 7");
    assertThat(ingest().reading()).as("after an ingest that found nothing").isEqualTo("cdc");
    requireCopy();
  }

  @Test
  void aTransactionThatIsOpenOverAnIngestComesWhenItCommits() {
    try (OpenTransaction late = OpenTransaction.begin(source)) {
      late.execute("UPDATE leads SET name = 'late' WHERE id = 1");
      source.run("UPDATE leads SET name = 'early' WHERE id = 2");
      assertThat(ingest().changes()).isEqualTo(new Changes(0, 1, 0));
      late.commit();
    }
    assertThat(ingest().changes()).isEqualTo(new Changes(0, 1, 0));
    requireCopy();
  }

  @Test
  void anIngestThatDiesBeforeItsEndIsRepeated() {
    source.run("UPDATE leads SET name = 'x' WHERE id <= 3", "DELETE FROM leads WHERE id = 4");
    LandedTables dying =
        new LandedTables(landed.store()) {
          @Override
          void complete(List<IngestedTable> tables, Instant takenAt) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> run(dying, this::snapshot, Set.of())).hasMessage("killed");
    source.run("INSERT INTO leads VALUES (500, 'y', NULL)");
    assertThat(ingest().changes()).isEqualTo(new Changes(1, 0, 0));
    requireCopy();
  }

  @Test
  void aTruncationIsReadWholeAndStopsUntilItIsAccepted() {
    source.run("TRUNCATE leads", "INSERT INTO leads VALUES (1, 'only', NULL)");
    assertThat(ingest().problem()).isPresent();
    assertThat(run(landed.next(), this::snapshot, Set.of("leads")).tables().get(0).why())
        .startsWith("something happened to it that the log does not tell");
    landed = landed.next();
    requireCopy();
    source.run("INSERT INTO leads VALUES (2, 'more', NULL)");
    assertThat(ingest().reading()).isEqualTo("cdc");
    requireCopy();
  }

  @Test
  void aSlotThatIsGoneIsSaid() {
    assertThat(setup.disable()).isNotEmpty();
    assertThatThrownBy(this::ingest).hasMessageContaining("leadhouse cdc enable");
  }

  private void requireCopy() {
    assertThat(landed.lines("raw_leads"))
        .containsExactlyElementsOf(source.lines("SELECT * FROM leads", 3));
  }

  private IngestedTable ingest() {
    landed = landed.next();
    return run(landed, this::snapshot, Set.of()).tables().get(0);
  }

  private ExportedSnapshot snapshot(java.time.Duration maximumAge) {
    return ExportedSnapshot.open(source.endpoint(), maximumAge);
  }

  private IngestResult run(RawTables tables, SnapshotSource snapshots, Set<String> accepted) {
    return new Ingest(
            TestSession.fresh(),
            source.endpoint(),
            IngestSettings.standard().withSmallPages(0).accepting(accepted),
            snapshots)
        .run(source.pack(), tables, table -> {});
  }
}
