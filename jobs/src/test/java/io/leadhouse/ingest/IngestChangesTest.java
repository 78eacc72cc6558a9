package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.delta.Changes;
import io.leadhouse.engine.TableResult.Problem;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.model.Strategy;
import io.leadhouse.testing.TestSession;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a second ingest reads and makes of the first one's copy. */
class IngestChangesTest {
  private static final List<String> ID = List.of("id");
  private static final String DEALS =
      "CREATE TABLE deals (id int PRIMARY KEY, v text, updated_at timestamptz)";

  private LandedTables landed = new LandedTables();

  private static Source leads(int rows) {
    return Source.create(
        "CREATE TABLE leads (id int PRIMARY KEY, name text, value numeric(10,2))",
        "INSERT INTO leads SELECT i, 'n' || i, i FROM generate_series(1, %d) AS i".formatted(rows));
  }

  @Test
  void onlyWhatChangedIsReadAndWritten() {
    Source source = leads(500).pull("leads", ID);
    ingest(source);
    source.run(
        "UPDATE leads SET name = 'new' WHERE id = 7",
        "INSERT INTO leads VALUES (1000, 'x', 1)",
        "UPDATE leads SET id = 2000 WHERE id = 8",
        "DELETE FROM leads WHERE id IN (9, 10)");

    IngestedTable table = ingest(source);

    assertThat(table.reading()).isEqualTo("changed");
    assertThat(table.changes()).isEqualTo(new Changes(2, 1, 3));
    requireCopy(source, "leads", 3);
  }

  /** Their addresses would be too long a list, so their pages are gone over again. */
  @Test
  void soManyChangesThatTheirAddressesAreNotKept() {
    Source source = leads(30_000).pull("leads", ID);
    ingest(source);
    source.run(
        "UPDATE leads SET name = 'new' WHERE id > 500",
        "UPDATE leads SET value = 'NaN' WHERE id = 1000");

    IngestedTable table = ingest(source);

    assertThat(table.reading()).isEqualTo("changed");
    assertThat(table.quarantined()).isEqualTo(1);
    assertThat(table.changes()).isEqualTo(new Changes(0, 29_499, 1));
  }

  @Test
  void nothingChangedIsNoCommit() {
    Source source = leads(500).pull("leads", ID);
    long version = ingest(source).version();
    source.run("BEGIN; UPDATE leads SET name = 'x'; ROLLBACK", "VACUUM FREEZE leads");
    IngestedTable table = ingest(source);
    assertThat(table.version()).isEqualTo(version);
    assertThat(table.changes()).isEqualTo(new Changes(0, 0, 0));
  }

  @Test
  void aSmallTableIsReadWholeOnlyWhenSomethingChanged() {
    Source source = leads(60).pull("leads", ID);
    IngestSettings standard = IngestSettings.standard();
    long version = run(source, standard).tables().get(0).version();

    IngestedTable same = run(source, standard).tables().get(0);
    assertThat(same.why()).isEqualTo("small");
    assertThat(same.version()).isEqualTo(version);

    source.run("UPDATE leads SET name = 'x' WHERE id = 1");
    IngestedTable updated = run(source, standard).tables().get(0);
    assertThat(updated.why()).isEqualTo("small");
    assertThat(updated.changes()).isEqualTo(new Changes(0, 1, 0));

    source.run("UPDATE leads SET value = 'NaN' WHERE id = 3");
    long refused = run(source, standard).tables().get(0).version();
    IngestedTable still = run(source, standard).tables().get(0);
    assertThat(still.quarantined()).isEqualTo(1);
    assertThat(still.version()).isEqualTo(refused);
    source.run("UPDATE leads SET value = 3 WHERE id = 3");
    assertThat(run(source, standard).tables().get(0).changes()).isEqualTo(new Changes(1, 0, 0));

    source.run("DELETE FROM leads WHERE id = 2");
    IngestedTable cut = run(source, standard).tables().get(0);
    assertThat(cut.why()).isEqualTo("small");
    assertThat(cut.changes()).isEqualTo(new Changes(0, 0, 1));
    requireCopy(source, "leads", 3);
  }

  @Test
  void rowsThatAreReadAgainAndAreEqualAreNotWritten() {
    Source source = leads(500).pull("leads", ID);
    try (OpenTransaction holding = OpenTransaction.begin(source)) {
      holding.execute("UPDATE leads SET name = 'late' WHERE id = 1");
      source.run("UPDATE leads SET name = 'known' WHERE id BETWEEN 2 AND 100");
      ingest(source);
      assertThat(ingest(source).changes()).isEqualTo(new Changes(0, 0, 0));
      holding.commit();
    }
    assertThat(ingest(source).changes()).isEqualTo(new Changes(0, 1, 0));
    requireCopy(source, "leads", 3);
  }

  @Test
  void aRowThatCannotBeRepresentedAnyMoreLeavesAndComesBackWhenItHeals() {
    Source source =
        Source.create(
                "CREATE TABLE leads (id int PRIMARY KEY, at date)",
                "INSERT INTO leads SELECT i, '2025-01-01' FROM generate_series(1, 100) AS i")
            .pull("leads", ID);
    ingest(source);
    source.run("UPDATE leads SET at = 'infinity' WHERE id = 5");
    assertThat(ingest(source).changes()).isEqualTo(new Changes(0, 0, 1));
    assertThat(landed.quarantine()).hasSize(1);
    source.run("UPDATE leads SET at = '2025-02-02' WHERE id = 5");
    assertThat(ingest(source).changes()).isEqualTo(new Changes(1, 0, 0));
    assertThat(landed.quarantine()).isEmpty();
    requireCopy(source, "leads", 2);
  }

  @Test
  void keysOfManyColumnsAndOfTextAreReconciled() {
    Source source =
        Source.create(
                "CREATE TABLE pairs (a text, b uuid, v int, PRIMARY KEY (a, b))",
                "INSERT INTO pairs SELECT 'a' || i, gen_random_uuid(), i FROM generate_series(1, 300) i")
            .pull("pairs", List.of("a", "b"));
    ingest(source);
    source.run(
        "DELETE FROM pairs WHERE v % 50 = 0",
        "UPDATE pairs SET v = -v WHERE v % 70 = 0",
        "INSERT INTO pairs VALUES ('new', gen_random_uuid(), 0)");
    assertThat(ingest(source).reading()).isEqualTo("changed");
    requireCopy(source, "pairs", 3);
  }

  @Test
  void aPartitionThatIsAttachedWithOldRowsIsRead() {
    Source source =
        Source.create(
                "CREATE TABLE events (id int, at date) PARTITION BY RANGE (at)",
                "CREATE TABLE e1 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')",
                "CREATE TABLE e2 (id int, at date)",
                "INSERT INTO events SELECT i, '2025-01-05' FROM generate_series(1, 100) AS i",
                "INSERT INTO e2 VALUES (1001, '2025-02-05'), (1002, '2025-02-06')")
            .pull("events", ID);
    ingest(source);
    source.run(
        "ALTER TABLE events ATTACH PARTITION e2 FOR VALUES FROM ('2025-02-01') TO ('2025-03-01')");
    IngestedTable table = ingest(source);
    assertThat(table.why()).isEqualTo("a partition was attached");
    assertThat(table.changes()).isEqualTo(new Changes(2, 0, 0));
    requireCopy(source, "events", 2);
  }

  @Test
  void aTableThatTookTheNameOfAnotherIsRead() {
    Source source = leads(100).pull("leads", ID);
    source.run(
        "CREATE TABLE other AS SELECT id, name || '!' AS name, value FROM leads WHERE id > 3");
    ingest(source);
    source.run("ALTER TABLE leads RENAME TO old", "ALTER TABLE other RENAME TO leads");
    source.run("ALTER TABLE leads ALTER value TYPE numeric(10,2), ADD PRIMARY KEY (id)");
    ingest(source);
    requireCopy(source, "leads", 3);
  }

  @Test
  void aColumnWithADefaultThatNoRowWasWrittenForIsReadWhole() {
    Source source = leads(100).pull("leads", ID);
    ingest(source);
    source.run("ALTER TABLE leads ADD COLUMN tier text DEFAULT 'basic'");
    IngestedTable table = ingest(source);
    assertThat(table.why()).isEqualTo("its columns changed");
    assertThat(table.drift())
        .extracting(ColumnDrift::describe)
        .containsExactly("column 'tier' (text) is new");
    requireCopy(source, "leads", 4);
    source.run("ALTER TABLE leads DROP COLUMN tier, ADD COLUMN tier text DEFAULT 'other'");
    ingest(source);
    requireCopy(source, "leads", 4);
    source.run("ALTER TABLE leads ADD COLUMN local timestamp");
    assertThat(ingest(source).problem()).isEmpty();
    assertThat(landed.table("raw_leads").columns()).hasSize(5);
  }

  @Test
  void anEnumLabelThatIsRenamedReachesRowsThatWereNotWritten() {
    Source source =
        Source.create(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE TABLE people (id int PRIMARY KEY, m mood)",
                "INSERT INTO people SELECT i, 'sad' FROM generate_series(1, 100) AS i")
            .pull("people", ID);
    ingest(source);
    source.run("ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'");
    ingest(source);
    requireCopy(source, "people", 2);
  }

  @Test
  void aCopyOfAnotherDatabaseIsReadWhole() {
    Source source = leads(100).pull("leads", ID);
    ingest(source);
    Source another = leads(100).pull("leads", ID);
    another.run("UPDATE leads SET name = 'restored'");
    assertThat(ingest(another).why()).startsWith("it was another database, ");
    requireCopy(another, "leads", 3);
  }

  @Test
  void tooManyDeletesStopTheTableUntilTheyAreAccepted() {
    Source source = leads(100).pull("leads", ID);
    ingest(source);
    source.run("DELETE FROM leads WHERE id <= 20");
    assertThat(ingest(source).problem()).isEmpty();
    source.run("DELETE FROM leads WHERE id <= 50");

    IngestedTable stopped = ingest(source);
    Problem problem = stopped.problem().orElseThrow();
    assertThat(problem.category()).isEqualTo(Category.DATA_QUALITY);
    assertThat(problem.message())
        .contains("public.leads: 30 of 80 rows are gone", "20 %", "--accept leads");
    assertThat(landed.lines("raw_leads")).hasSize(80);

    assertThat(ingest(source, Set.of("leads")).problem()).isEmpty();
    requireCopy(source, "leads", 3);
  }

  @Test
  void truncationIsADeleteOfEverything() {
    Source source = leads(100).pull("leads", ID);
    ingest(source);
    source.run("TRUNCATE leads");
    assertThat(ingest(source).problem()).isPresent();
    ingest(source, Set.of("leads"));
    assertThat(landed.lines("raw_leads")).isEmpty();
  }

  @Test
  void columnsThatAreGoneOrRetypedStopTheirTableAndTheOthersGoOn() {
    Source source = leads(100);
    source.run(
        "ALTER TABLE leads ADD code text",
        "CREATE TABLE deals (id int PRIMARY KEY)",
        "INSERT INTO deals VALUES (1)");
    source.pull("leads", ID).pull("deals", ID);
    ingest(source);
    source.run(
        "ALTER TABLE leads RENAME name TO title",
        "ALTER TABLE leads ALTER value TYPE text",
        "ALTER TABLE leads ALTER code TYPE jsonb USING to_jsonb(code)",
        "INSERT INTO deals VALUES (2)");
    IngestResult result = run(source, Set.of());
    assertThat(result.stopped())
        .singleElement()
        .extracting(table -> table.problem().orElseThrow())
        .returns(Category.SCHEMA_DRIFT, Problem::category)
        .extracting(Problem::message)
        .asString()
        .contains(
            "column 'name' (text) is gone",
            "column 'title' (text) is new",
            "column 'value' was numeric(10,2) and is text",
            "column 'code' was text and is jsonb");
    assertThat(landed.lines("raw_deals")).containsExactly("1", "2");
    assertThat(landed.table("raw_leads").columns()).containsExactly("id", "name", "value", "code");

    run(source, Set.of("leads"));
    requireCopy(source, "leads", 4);
  }

  @Test
  void aCursorFindsWhatIsNewerAndWhatIsNullAndDeletesByKeys() {
    Source source =
        Source.create(
                DEALS,
                "INSERT INTO deals SELECT i, 'a', now() - i * interval '1 day' FROM generate_series(1, 100) i",
                "CREATE VIEW deals_view AS SELECT * FROM deals")
            .pullByCursor("deals_view", ID, "updated_at", 60);
    ingest(source);
    source.run(
        "UPDATE deals SET v = 'b', updated_at = now() WHERE id = 50",
        "UPDATE deals SET v = 'c', updated_at = NULL WHERE id = 51",
        "DELETE FROM deals WHERE id = 52",
        "INSERT INTO deals VALUES (200, 'backdated', '2001-01-01')");
    IngestedTable table = ingest(source);
    // A row that was not there before and is older than the cursor shows in the keys.
    assertThat(table.reading()).isEqualTo("whole");
    assertThat(landed.lines("raw_deals_view")).hasSize(100);

    source.run(
        "UPDATE deals SET v = 'lost', updated_at = '2001-01-01' WHERE id = 60",
        "UPDATE deals SET v = 'seen', updated_at = now() - interval '30 minutes' WHERE id = 61");
    assertThat(ingest(source).reading()).isEqualTo("cursor");
    assertThat(landed.table("raw_deals_view").where("v = 'seen'").count()).isOne();
    // Its documented limit: an update that sets the cursor back is not seen.
    assertThat(landed.table("raw_deals_view").where("v = 'lost'").count()).isZero();
  }

  @Test
  void aCursorInTheFutureHidesNothing() {
    Source source =
        Source.create(DEALS, "INSERT INTO deals VALUES (1, 'a', '2999-01-01'), (2, 'a', now())")
            .pullByCursor("deals", ID, "updated_at", 10);
    ingest(source);
    source.run("UPDATE deals SET v = 'b', updated_at = now() WHERE id = 2");
    ingest(source);
    assertThat(landed.table("raw_deals").where("v = 'b'").count()).isOne();
  }

  @Test
  void aRowWhoseCursorIsBeyondAllTimeDoesNotMoveTheCursor() {
    Source source =
        Source.create(
                DEALS,
                "INSERT INTO deals SELECT i, 'a', now() - interval '1 day' FROM generate_series(1, 100) AS i",
                "UPDATE deals SET updated_at = 'infinity' WHERE id = 1")
            .pullByCursor("deals", ID, "updated_at", 10);
    ingest(source);
    source.run("UPDATE deals SET v = 'b', updated_at = now() - interval '1 hour' WHERE id = 2");
    ingest(source);
    assertThat(landed.table("raw_deals").where("v = 'b'").count()).isOne();
  }

  @Test
  void aRetypedColumnThatIsStillTextHereIsAcceptedOnceAndForAll() {
    Source source = leads(100);
    source.run("ALTER TABLE leads ADD code text");
    source.pull("leads", ID);
    ingest(source);
    source.run("ALTER TABLE leads ALTER code TYPE jsonb USING to_jsonb(code)");
    assertThat(ingest(source).problem()).isPresent();
    ingest(source, Set.of("leads"));
    assertThat(ingest(source).problem()).isEmpty();
    requireCopy(source, "leads", 4);
  }

  @Test
  void whatACursorMissedComesWhenTheStrategyChanges() {
    Source source =
        Source.create(
            DEALS, "INSERT INTO deals SELECT i, 'a', now() FROM generate_series(1, 100) AS i");
    ingest(source.pullByCursor("deals", ID, "updated_at", 0));
    source.run("UPDATE deals SET v = 'missed', updated_at = '2001-01-01' WHERE id = 3");
    ingest(source);
    assertThat(ingest(source.pull("deals", ID)).why()).isEqualTo("its strategy changed");
    assertThat(landed.table("raw_deals").where("v = 'missed'").count()).isOne();
  }

  @Test
  void aTableThatIsDeclaredSoIsReadWholeEachTime() {
    Source source = leads(100).pull("leads", ID, Strategy.SNAPSHOT);
    ingest(source);
    source.run("UPDATE leads SET name = 'x' WHERE id = 1", "DELETE FROM leads WHERE id = 2");
    IngestedTable table = ingest(source);
    assertThat(table.reading()).isEqualTo("whole");
    assertThat(table.changes()).isEqualTo(new Changes(0, 1, 1));
  }

  @Test
  void freshnessSaysUpToWhenEachTableIsComplete() {
    Source source = leads(100).pull("leads", ID);
    IngestResult first = run(source, Set.of());
    source.run("TRUNCATE leads");
    run(source, Set.of());
    var path = landed.store().path("ops", "freshness");
    var spark = TestSession.fresh();
    var row = landed.store().read(spark, path, landed.store().version(spark, path)).head();
    assertThat(row.<String>getAs("raw_table")).isEqualTo("raw_leads");
    assertThat(row.<String>getAs("state")).isEqualTo("stopped");
    assertThat(row.<String>getAs("problem")).contains("are gone");
    assertThat(row.<java.sql.Timestamp>getAs("complete_until").toInstant())
        .isEqualTo(first.position().takenAt());
  }

  private void requireCopy(Source source, String table, int columns) {
    assertThat(landed.lines("raw_" + table))
        .containsExactlyElementsOf(source.lines("SELECT * FROM " + table, columns));
  }

  private IngestedTable ingest(Source source) {
    return ingest(source, Set.of());
  }

  private IngestedTable ingest(Source source, Set<String> accepted) {
    return run(source, accepted).tables().get(0);
  }

  private IngestResult run(Source source, Set<String> accepted) {
    return run(source, IngestSettings.standard().withSmallPages(0).accepting(accepted));
  }

  private IngestResult run(Source source, IngestSettings settings) {
    landed = landed.next();
    return new Ingest(TestSession.fresh(), source.endpoint(), settings)
        .run(source.pack(), landed, table -> {});
  }
}
