package io.leadhouse.postgres.cdc;

import static io.leadhouse.postgres.cdc.LoggedDatabase.table;
import static io.leadhouse.postgres.cdc.LoggedDatabase.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TransactionSnapshot;
import io.leadhouse.postgres.cdc.TableChanges.Keys;
import io.leadhouse.postgres.cdc.TableChanges.Whole;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeCaptureTest {
  private static final String LEADS = "CREATE TABLE leads (id int PRIMARY KEY, v text)";
  private static LoggedServer server;

  @BeforeAll
  static void start() {
    server = LoggedServer.start(Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyKeyThatARowHadOrHasIsTold() {
    LoggedDatabase database = leads("INSERT INTO leads SELECT i, 'x' FROM generate_series(1, 9) i");
    database.run(
        "INSERT INTO leads VALUES (10, 'new')",
        "UPDATE leads SET v = 'y' WHERE id = 1",
        "UPDATE leads SET id = 20 WHERE id = 2",
        "DELETE FROM leads WHERE id = 3",
        "INSERT INTO leads VALUES (4, 'z') ON CONFLICT (id) DO UPDATE SET v = 'z'",
        "MERGE INTO leads USING (VALUES (5)) AS s (id) ON leads.id = s.id"
            + " WHEN MATCHED THEN DELETE");
    assertThat(keys(database)).isEqualTo(single("10", "1", "2", "20", "3", "4", "5"));
  }

  @Test
  void keysKeepTheirColumnsOrderAndEveryCharacter() {
    LoggedDatabase database =
        LoggedDatabase.create(
                server,
                "CREATE TABLE \"Odd names\" (\"the \"\"day\" date, at timestamptz, name text,"
                    + " code bytea, amount numeric(9,2), v text,"
                    + " PRIMARY KEY (name, \"the \"\"day\", at, code, amount))")
            .capture("Odd names", "the \"day", "name", "at", "code", "amount")
            .enable();
    database.run(
        "SET TimeZone = 'Asia/Kolkata'",
        "INSERT INTO \"Odd names\" VALUES ('2026-03-01', '2026-03-01 00:00+00',"
            + " E'O''Neil \"x\"\\\\\\n, {} € \\u00e9', '\\x00ff', 1.50, 'v')");
    assertThat(told("Odd names", database.changes()))
        .isEqualTo(
            new Keys(
                Set.of(
                    List.of(
                        "2026-03-01",
                        "O'Neil \"x\"\\\n, {} € é",
                        "2026-03-01 00:00:00+00",
                        "\\x00ff",
                        "1.50"))));
  }

  @Test
  void valuesOutsideTheRowAreNoQuestion() {
    String longKey = "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 80) AS i)";
    LoggedDatabase database =
        LoggedDatabase.create(
                server,
                "CREATE TABLE notes (id text PRIMARY KEY, n int, body text)",
                "ALTER TABLE notes ALTER id SET STORAGE EXTERNAL, ALTER body SET STORAGE EXTERNAL",
                "CREATE TABLE logs (id text, n int, body text)",
                "ALTER TABLE logs ALTER id SET STORAGE EXTERNAL, REPLICA IDENTITY FULL",
                "INSERT INTO notes VALUES (" + longKey + ", 1, repeat('x', 9000))",
                "INSERT INTO logs SELECT * FROM notes")
            .capture("notes", "id")
            .capture("logs", "id")
            .enable();
    database.run(
        "UPDATE notes SET n = 2", "UPDATE logs SET n = 2", "INSERT INTO logs VALUES (NULL)");
    String key = database.texts("SELECT id FROM notes").get(0);
    assertThat(key).hasSize(80 * 32);
    ChangedKeys changes = database.changes();
    Keys expected = new Keys(Set.of(List.of(key)));
    assertThat(told("notes", changes)).isEqualTo(expected);
    assertThat(told("logs", changes)).isEqualTo(expected);
  }

  @Test
  void aTruncatedTableIsReadWholeAndSoAreThoseThatItTakesAlong() {
    LoggedDatabase database =
        LoggedDatabase.create(
                server,
                LEADS,
                "CREATE TABLE notes (id int PRIMARY KEY, lead int REFERENCES leads)",
                "CREATE TABLE other (id int PRIMARY KEY)")
            .capture("leads", "id")
            .capture("notes", "id")
            .capture("other", "id")
            .enable();
    database.run("INSERT INTO other VALUES (1)", "TRUNCATE leads CASCADE");
    ChangedKeys changes = database.changes();
    assertThat(told("leads", changes)).isEqualTo(new Whole("it was truncated"));
    assertThat(told("notes", changes)).isEqualTo(new Whole("it was truncated"));
    assertThat(told("other", changes)).isEqualTo(new Keys(single("1")));
  }

  @Test
  void moreKeysThanMayBeHeldMakeATableBeReadWhole() {
    LoggedDatabase database =
        LoggedDatabase.create(server, LEADS, "CREATE TABLE few (id int PRIMARY KEY)")
            .capture("leads", "id")
            .capture("few", "id")
            .enable();
    database.run(
        "INSERT INTO leads SELECT i, 'x' FROM generate_series(1, 11) AS i",
        "INSERT INTO few SELECT i FROM generate_series(1, 10) AS i");
    try (ExportedSnapshot snapshot = database.snapshot()) {
      ChangedKeys changes = new ChangeCapture(database.source(), 10).read(snapshot);
      assertThat(told("leads", changes)).isEqualTo(new Whole("more than 10 of its keys changed"));
      assertThat(told("few", changes))
          .isInstanceOfSatisfying(Keys.class, keys -> assertThat(keys.keys()).hasSize(10));
    }
  }

  @Test
  void rowsOfPartitionsAreToldUnderTheNameOfTheTable() {
    LoggedDatabase database =
        LoggedDatabase.create(
                server,
                "CREATE TABLE events (day int, id int, v text, PRIMARY KEY (id, day))"
                    + " PARTITION BY RANGE (day)",
                "CREATE TABLE early PARTITION OF events FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE late PARTITION OF events FOR VALUES FROM (10) TO (20)")
            .capture("events", "day", "id")
            .enable();
    database.run(
        "INSERT INTO events VALUES (1, 100, 'x'), (12, 101, 'y')",
        "UPDATE events SET day = 13 WHERE id = 100",
        "CREATE TABLE last PARTITION OF events FOR VALUES FROM (20) TO (30)",
        "INSERT INTO events VALUES (22, 102, 'z')");
    assertThat(told("events", database.changes()))
        .isEqualTo(
            new Keys(
                Set.of(
                    List.of("1", "100"),
                    List.of("13", "100"),
                    List.of("12", "101"),
                    List.of("22", "102"))));
  }

  @Test
  void whatTheSnapshotDoesNotSeeIsNotToldAndNotConfirmed() throws SQLException {
    LoggedDatabase database = leads();
    ChangeCapture capture = new ChangeCapture(database.source());
    try (PostgresSession open = database.session()) {
      database.run("INSERT INTO leads VALUES (1, 'before')");
      open.execute("BEGIN; INSERT INTO leads VALUES (2, 'open')");
      database.run("INSERT INTO leads VALUES (3, 'between')");
      try (ExportedSnapshot snapshot = database.snapshot()) {
        open.execute("COMMIT");
        database.run("INSERT INTO leads VALUES (4, 'after')");
        ChangedKeys changes = capture.read(snapshot);
        assertThat(told("leads", changes)).isEqualTo(new Keys(single("1", "3")));
        capture.confirm(changes);
      }
    }
    assertThat(keys(database)).isEqualTo(single("2", "4"));
  }

  @Test
  void aTransactionThatCommitsBeforeOneThatIsSeenComesAgainWithIt() throws SQLException {
    LoggedDatabase database = leads();
    try (PostgresSession open = database.session()) {
      open.execute("BEGIN; INSERT INTO leads VALUES (2, 'open')");
      String running = open.query("SELECT pg_current_xact_id()::text", r -> r.getString(1)).get(0);
      open.execute("COMMIT");
      database.run("INSERT INTO leads VALUES (3, 'later')");
      // As a snapshot that was taken after the commit of 2 was logged and before it was shown.
      try (ExportedSnapshot snapshot = database.snapshot()) {
        String[] seen = snapshot.position().snapshot().split(":", -1);
        ChangeCapture capture = new ChangeCapture(database.source());
        ChangedKeys changes =
            capture.read(
                snapshot, TransactionSnapshot.parse(running + ":" + seen[1] + ":" + running));
        assertThat(told("leads", changes)).isEqualTo(new Keys(single("3")));
        capture.confirm(changes);
      }
    }
    assertThat(keys(database)).isEqualTo(single("2", "3"));
  }

  @Test
  void preparedTransactionsCountWhenTheyAreCommitted() {
    LoggedDatabase database = leads();
    database.run(
        "BEGIN; INSERT INTO leads VALUES (1, 'x'); PREPARE TRANSACTION 'kept'",
        "BEGIN; INSERT INTO leads VALUES (2, 'x'); PREPARE TRANSACTION 'undone'");
    ChangedKeys nothing = database.changes();
    assertThat(told("leads", nothing)).isEqualTo(new Keys(Set.of()));
    new ChangeCapture(database.source()).confirm(nothing);
    database.run("COMMIT PREPARED 'kept'", "ROLLBACK PREPARED 'undone'");
    assertThat(keys(database)).isEqualTo(single("1"));
  }

  @Test
  void whatWasRolledBackIsNotTold() {
    LoggedDatabase database = leads();
    database.run(
        "BEGIN; INSERT INTO leads VALUES (1, 'x'); SAVEPOINT a; INSERT INTO leads VALUES (2, 'x');"
            + " ROLLBACK TO SAVEPOINT a; SAVEPOINT b; INSERT INTO leads VALUES (3, 'x');"
            + " RELEASE SAVEPOINT b; COMMIT",
        "BEGIN; INSERT INTO leads VALUES (4, 'x'); ROLLBACK");
    assertThat(keys(database)).isEqualTo(single("1", "3"));
  }

  @Test
  void changesComeAgainUntilTheyAreConfirmed() {
    LoggedDatabase database = leads();
    database.run("INSERT INTO leads VALUES (1, 'x')");
    assertThat(keys(database)).isEqualTo(single("1"));
    String confirmed = confirmed(database);
    database.run("INSERT INTO leads VALUES (2, 'x')");
    ChangedKeys changes = database.changes();
    assertThat(told("leads", changes)).isEqualTo(new Keys(single("1", "2")));
    assertThat(confirmed(database)).isEqualTo(confirmed);

    ChangeCapture capture = new ChangeCapture(database.source());
    capture.confirm(changes);
    capture.confirm(changes);
    assertThat(confirmed(database)).isEqualTo(changes.until());
    assertThat(keys(database)).isEmpty();
    database.run("INSERT INTO leads VALUES (3, 'x')");
    assertThat(keys(database)).isEqualTo(single("3"));
  }

  @Test
  void whatCommitsWithoutWaitingForTheDiskIsToldToo() {
    LoggedDatabase database = leads();
    database.run("SET synchronous_commit = off", "INSERT INTO leads VALUES (1, 'x')");
    assertThat(keys(database)).isEqualTo(single("1"));
  }

  @Test
  void aTransactionThatTheServerHasToSpillIsReadAsAny() {
    LoggedDatabase database =
        leads("INSERT INTO leads SELECT i, repeat('x', 100) FROM generate_series(1, 5000) AS i");
    database.run(
        "ALTER SYSTEM SET logical_decoding_work_mem = '64kB'",
        "SELECT pg_reload_conf()",
        "UPDATE leads SET v = repeat('y', 100)");
    assertThat(keys(database)).hasSize(5000);
    database.run("ALTER SYSTEM RESET logical_decoding_work_mem", "SELECT pg_reload_conf()");
  }

  @Test
  void aRenamedTableKeepsItsChangesAndAReplacedOneIsReadWhole() {
    LoggedDatabase database = leads();
    ChangedKeys before = database.changes();
    Optional<CaptureMark> mark = Optional.of(before.mark(table("leads"), Optional.empty()));
    database.run("INSERT INTO leads VALUES (1, 'x')", "ALTER TABLE leads RENAME TO people");
    database.capture("people", "id");
    CaptureSource people =
        new CaptureSource(
            database.endpoint(), database.source().pack(), Map.of(table("people"), List.of("id")));
    try (ExportedSnapshot snapshot = database.snapshot()) {
      ChangedKeys changes = new ChangeCapture(people).read(snapshot);
      assertThat(changes.of(table("people"), mark)).isEqualTo(new Keys(single("1")));
    }

    database.run(
        "CREATE TABLE fresh (LIKE people INCLUDING ALL)",
        "INSERT INTO fresh VALUES (2, 'y')",
        "DROP TABLE people",
        "ALTER TABLE fresh RENAME TO people",
        "ALTER PUBLICATION %s ADD TABLE people".formatted(database.slot()));
    try (ExportedSnapshot snapshot = database.snapshot()) {
      ChangedKeys changes = new ChangeCapture(people).read(snapshot);
      assertThat(changes.of(table("people"), mark))
          .isInstanceOfSatisfying(
              Whole.class, whole -> assertThat(whole.reason()).contains("the log does not tell"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE events ADD COLUMN w int DEFAULT 5",
        "ALTER TABLE events DROP COLUMN v",
        "ALTER TABLE events ALTER v TYPE text USING upper(v)",
        "CREATE TABLE more (day int NOT NULL, id int NOT NULL, v text);"
            + " INSERT INTO more VALUES (12, 7, 'attached');"
            + " ALTER TABLE events ATTACH PARTITION more FOR VALUES FROM (10) TO (20)",
        "ALTER TABLE events DETACH PARTITION early",
      })
  void whatTheLogDoesNotTellMakesTheTableBeReadWhole(String change) {
    LoggedDatabase database =
        LoggedDatabase.create(
                server,
                "CREATE TABLE events (day int, id int, v text, PRIMARY KEY (id, day))"
                    + " PARTITION BY RANGE (day)",
                "CREATE TABLE early PARTITION OF events FOR VALUES FROM (0) TO (10)",
                "INSERT INTO events VALUES (1, 1, 'x')")
            .capture("events", "id", "day")
            .enable();
    Optional<CaptureMark> before =
        Optional.of(database.changes().mark(table("events"), Optional.empty()));
    database.run("VACUUM events", "ANALYZE events", "CREATE INDEX ON events (v)");
    assertThat(database.changes().of(table("events"), before)).isEqualTo(new Keys(Set.of()));
    database.run(change);
    ChangedKeys changes = database.changes();
    assertThat(changes.of(table("events"), before)).isInstanceOf(Whole.class);
    Optional<CaptureMark> after = Optional.of(changes.mark(table("events"), before));
    assertThat(database.changes().of(table("events"), after)).isEqualTo(new Keys(Set.of()));
  }

  @Test
  void aChangeOfColumnsAfterTheSnapshotIsForTheNextOne() {
    LoggedDatabase database = leads("INSERT INTO leads VALUES (1, 'x')");
    ChangeCapture capture = new ChangeCapture(database.source());
    Optional<CaptureMark> mark;
    try (ExportedSnapshot snapshot = database.snapshot()) {
      database.run("ALTER TABLE leads ADD COLUMN w int DEFAULT 5");
      mark = Optional.of(capture.read(snapshot).mark(table("leads"), Optional.empty()));
    }
    assertThat(database.changes().of(table("leads"), mark)).isInstanceOf(Whole.class);
  }

  @Test
  void aKeyColumnThatTheLogDoesNotNameMakesTheTableBeReadWhole() {
    LoggedDatabase database =
        LoggedDatabase.create(server, "CREATE TABLE leads (uid int PRIMARY KEY, v text)")
            .capture("leads", "uid")
            .enable();
    database.run("INSERT INTO leads VALUES (1, 'x')", "ALTER TABLE leads RENAME uid TO id");
    database.capture("leads", "id");
    assertThat(told("leads", database.changes()))
        .isEqualTo(new Whole("the log does not name its key [id]"));
  }

  @Test
  void changesWithoutTheWholeKeyMakeTheTableBeReadWhole() {
    LoggedDatabase database =
        LoggedDatabase.create(
                server,
                "CREATE TABLE leads (id int PRIMARY KEY, code int UNIQUE NOT NULL)",
                "INSERT INTO leads VALUES (1, 10)")
            .capture("leads", "id")
            .enable();
    database.run(
        "ALTER TABLE leads REPLICA IDENTITY USING INDEX leads_code_key",
        "DELETE FROM leads",
        "ALTER TABLE leads REPLICA IDENTITY DEFAULT");
    assertThat(told("leads", database.changes()))
        .isEqualTo(new Whole("its replica identity did not hold its key [id]"));
  }

  private static LoggedDatabase leads(String... statements) {
    LoggedDatabase database = LoggedDatabase.create(server, LEADS);
    database.run(statements);
    return database.capture("leads", "id").enable();
  }

  private static Set<List<String>> single(String... keys) {
    return Arrays.stream(keys).map(List::of).collect(Collectors.toSet());
  }

  private static Set<List<String>> keys(LoggedDatabase database) {
    return ((Keys) told("leads", database.changes())).keys();
  }

  private static String confirmed(LoggedDatabase database) {
    return database
        .texts(
            "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = '%s'"
                .formatted(database.slot()))
        .get(0);
  }
}
