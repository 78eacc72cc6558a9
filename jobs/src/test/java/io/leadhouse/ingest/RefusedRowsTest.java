package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.Quarantine;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** When an ingest writes its quarantine anew. */
class RefusedRowsTest {
  private static final List<String> ID = List.of("id");

  private final DeltaStore store = new LandedTables().store();
  private final Source source =
      Source.create(
          "CREATE TABLE leads (id int PRIMARY KEY, at date, name text)",
          "INSERT INTO leads SELECT i, '2025-01-01', 'n' || i FROM generate_series(1, 100) AS i",
          "UPDATE leads SET at = 'infinity' WHERE id <= 2");

  @Test
  void theSameRowsAreNotWrittenAgain() {
    source.pull("leads", ID);
    assertThat(ingest().quarantine()).hasSize(2);
    source.run("UPDATE leads SET name = 'x' WHERE id > 50");
    Ingested again = ingest();
    assertThat(again.wroteQuarantine()).isFalse();
    assertThat(again.quarantine()).hasSize(2);
  }

  @Test
  void otherRowsAreWrittenEvenIfTheyAreAsMany() {
    source.pull("leads", ID);
    ingest();
    source.run(
        "UPDATE leads SET at = '2025-02-02' WHERE id = 1",
        "UPDATE leads SET at = '-infinity' WHERE id = 3");
    assertThat(keys(ingest())).containsExactly("raw_leads|2", "raw_leads|3");
    source.run("UPDATE leads SET name = 'renamed' WHERE id = 3");
    assertThat(ingest().quarantine().get(1)).contains("renamed");
  }

  @Test
  void rowsAreMaskedOnceTheirColumnIsPersonal() {
    source.pull("leads", ID);
    assertThat(ingest().quarantine().get(0)).contains("\"n1\"");
    source.pull("leads", ID, "name");
    assertThat(ingest().quarantine().get(0)).contains("\"***\"").doesNotContain("n1");
  }

  @Test
  void aQuarantineThatIsGoneComesBack() throws IOException {
    source.pull("leads", ID);
    ingest();
    FileUtils.deleteDirectory(Quarantine.rawPath(store).toFile());
    assertThat(keys(ingest())).containsExactly("raw_leads|1", "raw_leads|2");
  }

  /** A killed process gets as far: its rows are committed, its quarantine is not. */
  @Test
  void rowsOfAnIngestThatEndedBeforeItsQuarantineAreWrittenByTheNext() {
    source.pull("leads", ID);
    ingest();
    source.run("UPDATE leads SET at = 'infinity' WHERE id = 3");
    LandedTables failing =
        new LandedTables(store) {
          @Override
          long quarantine(Dataset<Row> rows, Set<String> staying) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> ingest(failing)).hasStackTraceContaining("killed");
    assertThat(keys(ingest())).containsExactly("raw_leads|1", "raw_leads|2", "raw_leads|3");
  }

  /** The quarantine is written before the ingest is complete. */
  @Test
  void aQuarantineOfAnIngestThatDidNotComeToItsEndIsNotTrusted() {
    source.pull("leads", ID);
    ingest();
    source.run("UPDATE leads SET name = 'other' WHERE id = 1");
    LandedTables failing =
        new LandedTables(store) {
          @Override
          void complete(List<IngestedTable> tables, Instant takenAt) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> ingest(failing)).hasStackTraceContaining("killed");
    source.run("UPDATE leads SET name = 'n1' WHERE id = 1");
    assertThat(ingest().quarantine().get(0)).contains("\"n1\"");
  }

  private record Ingested(List<String> quarantine, boolean wroteQuarantine) {}

  private Ingested ingest() {
    boolean[] wrote = new boolean[1];
    LandedTables landed =
        new LandedTables(store) {
          @Override
          long quarantine(Dataset<Row> rows, Set<String> staying) {
            wrote[0] = true;
            return super.quarantine(rows, staying);
          }
        };
    ingest(landed);
    return new Ingested(landed.quarantine(), wrote[0]);
  }

  private void ingest(LandedTables landed) {
    var unusedResult =
        new Ingest(
                TestSession.fresh(), source.endpoint(), IngestSettings.standard().withSmallPages(0))
            .run(source.pack(), landed, table -> {});
  }

  private static List<String> keys(Ingested ingested) {
    return ingested.quarantine().stream()
        .map(line -> String.join("|", line.split("\\|", -1)[0], line.split("\\|", -1)[1]))
        .toList();
  }
}
