package io.leadhouse.postgres.cdc;

import static io.leadhouse.postgres.cdc.LoggedDatabase.table;
import static io.leadhouse.postgres.cdc.LoggedDatabase.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.cdc.TableChanges.Keys;
import io.leadhouse.postgres.cdc.TableChanges.Whole;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CaptureSetupTest {
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
  void theFirstSnapshotHasWhatTheSlotWillNotTell() throws SQLException {
    LoggedDatabase database = leads();
    database.run("INSERT INTO leads VALUES (1, 'before')");
    assertThat(database.setup().publish())
        .containsExactly("Made publication %s of 1 tables.".formatted(database.slot()));
    ChangedKeys changes;
    try (ExportedSnapshot first = database.setup().firstSnapshot(LoggedDatabase.LONG)) {
      database.run("INSERT INTO leads VALUES (2, 'after')");
      for (int reader = 0; reader < 2; reader++) {
        try (PostgresSession session = first.join()) {
          assertThat(session.query("SELECT v FROM leads", row -> row.getString(1)))
              .containsExactly("before");
        }
      }
      changes = new ChangeCapture(database.source()).read(first);
      assertThat(changes.of(table("leads"), Optional.empty()))
          .isEqualTo(new Whole("its copy does not follow the log yet"));
      new ChangeCapture(database.source()).confirm(changes);
    }
    Optional<CaptureMark> mark = Optional.of(changes.mark(table("leads"), Optional.empty()));
    assertThat(database.changes().of(table("leads"), mark))
        .isEqualTo(new Keys(Set.of(List.of("2"))));
  }

  @Test
  void aSlotThatCannotBeginBecauseOfAnOpenTransactionIsNotLeftBehind() throws SQLException {
    LoggedDatabase database = leads();
    database.setup().publish();
    try (PostgresSession open = database.session()) {
      open.execute("BEGIN; INSERT INTO leads VALUES (1, 'open')");
      assertThatThrownBy(() -> database.setup().firstSnapshot(LoggedDatabase.LONG))
          .hasMessageContaining("a transaction that was open has not ended within 0 s")
          .isInstanceOfSatisfying(
              LeadhouseException.class,
              e -> assertThat(e.category()).isEqualTo(Category.UNREACHABLE));
      open.execute("COMMIT");
    }
    assertThat(database.setup().hasSlot()).isFalse();
    database.setup().firstSnapshot(LoggedDatabase.LONG).close();
    assertThat(database.setup().hasSlot()).isTrue();
  }

  @Test
  void aSlotThatSomebodyElseHasMadeMeanwhileStays() {
    LoggedDatabase database = leads().enable();
    assertRefused(
        () -> database.setup().firstSnapshot(LoggedDatabase.LONG), "made meanwhile by somebody");
    assertThat(database.setup().hasSlot()).isTrue();
  }

  @Test
  void allThatIsInTheWayIsSaidAtOnceAndNothingIsDone() {
    LoggedDatabase database =
        LoggedDatabase.create(
                server,
                "CREATE TABLE nothing (id int PRIMARY KEY)",
                "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                "CREATE TABLE keyless (id int)",
                "CREATE TABLE other (id int NOT NULL, code int PRIMARY KEY)",
                "CREATE TABLE fast (id int PRIMARY KEY)",
                "ALTER TABLE fast SET UNLOGGED",
                "CREATE VIEW seen AS SELECT 1 AS id",
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child () INHERITS (parent)",
                "CREATE TABLE \"Parts\" (id int, day int) PARTITION BY LIST (day)",
                "CREATE TABLE part PARTITION OF \"Parts\" FOR VALUES IN (1)",
                "CREATE TABLE whole (id int)",
                "ALTER TABLE whole REPLICA IDENTITY FULL")
            .capture("nothing", "id")
            .capture("keyless", "id")
            .capture("other", "id")
            .capture("fast", "id")
            .capture("seen", "id")
            .capture("parent", "id")
            .capture("Parts", "id")
            .capture("whole", "id");
    assertRefused(
        database.setup()::publish,
        "nothing was changed",
        "ALTER TABLE nothing REPLICA IDENTITY FULL;",
        "ALTER TABLE keyless REPLICA IDENTITY FULL;",
        "which row of other was deleted",
        "ALTER TABLE \"public\".\"fast\" SET LOGGED;",
        "public.seen is no table",
        "public.parent has child tables",
        "ALTER TABLE \"Parts\" REPLICA IDENTITY FULL;",
        "ALTER TABLE part REPLICA IDENTITY FULL;");
    assertThatThrownBy(database.setup()::publish).hasMessageNotContaining("whole REPLICA");
    assertThat(database.texts("SELECT pubname FROM pg_publication")).isEmpty();
  }

  @Test
  void tablesThatDoNotExistAreNamed() {
    LoggedDatabase database = leads().capture("laeds", "id").capture("deals", "id");
    assertThatThrownBy(database.setup()::publish)
        .hasMessageContaining("do not exist: ")
        .hasMessageContaining("public.laeds")
        .hasMessageContaining("public.deals");
  }

  @Test
  void aServerThatKeepsNoLogIsRefusedWithEveryCommand() {
    try (LoggedServer plain =
        LoggedServer.start(
            Map.of(
                "wal_level", "replica",
                "max_slot_wal_keep_size", "-1",
                "max_replication_slots", "0",
                "max_wal_senders", "0"))) {
      LoggedDatabase database = LoggedDatabase.create(plain, LEADS).capture("leads", "id");
      database.run("CREATE ROLE \"Reader\" LOGIN", "GRANT SELECT ON leads TO \"Reader\"");
      assertRefused(
          database.as("Reader").setup()::publish,
          "ALTER SYSTEM SET wal_level = 'logical';",
          "ALTER SYSTEM SET max_slot_wal_keep_size = '20GB'; SELECT pg_reload_conf();",
          "ALTER SYSTEM SET max_replication_slots = 1;",
          "ALTER SYSTEM SET max_wal_senders = 10;",
          "ALTER ROLE \"Reader\" REPLICATION;",
          "Somebody who owns the tables has to run: CREATE PUBLICATION \"%s\" FOR TABLE \"public\".\"leads\""
              .formatted(database.slot()));
      assertThat(database.setup().status().limit()).isEqualTo("-1");
    }
  }

  @Test
  void thePublicationMayBeMadeByTheOwnerOfTheTables() {
    LoggedDatabase database = leads();
    database.run(
        "CREATE ROLE reader LOGIN REPLICATION",
        "GRANT SELECT ON leads TO reader",
        "CREATE PUBLICATION %s FOR TABLE leads".formatted(database.slot()));
    database.as("reader");
    assertThat(database.setup().publish()).isEmpty();
    database.setup().firstSnapshot(LoggedDatabase.LONG).close();
    database.run("INSERT INTO leads VALUES (1, 'x')");
    ChangedKeys changes = database.changes();
    assertThat(told("leads", changes)).isEqualTo(new Keys(Set.of(List.of("1"))));
    new ChangeCapture(database.source()).confirm(changes);
    assertThat(database.setup().disable())
        .anyMatch(done -> done.contains("Dropped slot"))
        .anyMatch(
            done ->
                done.contains("belongs to another role")
                    && done.contains("DROP PUBLICATION \"" + database.slot() + "\";"));
    database.run("DROP OWNED BY reader", "DROP ROLE reader");
  }

  @Test
  void aPublicationThatLeavesSomethingOutIsCompletedBeforeTheSlotBegins() {
    LoggedDatabase database = leads();
    database.run(
        "CREATE TABLE filtered (id int PRIMARY KEY)",
        "CREATE PUBLICATION %s FOR TABLE filtered WHERE (id > 5) WITH (publish = 'insert')"
            .formatted(database.slot()));
    database.capture("filtered", "id");
    assertRefused(
        database.setup()::publish,
        "leaves rows of public.filtered out",
        "DROP TABLE \"public\".\"filtered\";");
    database.run("ALTER PUBLICATION %s DROP TABLE filtered".formatted(database.slot()));
    assertThat(database.setup().publish())
        .hasSize(2)
        .anyMatch(done -> done.contains("now tells every change"));
    database.setup().firstSnapshot(LoggedDatabase.LONG).close();
    new ChangeCapture(database.source()).requireUsable();

    database.run("ALTER PUBLICATION %s SET (publish = 'insert')".formatted(database.slot()));
    assertRefused(
        new ChangeCapture(database.source())::requireUsable, "leaves changes out", "cdc disable");
    assertRefused(database.setup()::publish, "has missed changes", "cdc disable");
  }

  @Test
  void aTableMoreIsAddedAndReadWholeOnceAllOlderTransactionsHaveEnded() throws SQLException {
    LoggedDatabase database = leads().enable();
    database.run("CREATE TABLE notes (id int PRIMARY KEY)");
    database.capture("notes", "id");
    assertRefused(
        new ChangeCapture(database.source())::requireUsable,
        "public.notes is not in publication " + database.slot(),
        "`leadhouse cdc enable` again");
    assertThat(database.setup().status().missing()).containsExactly(table("notes"));
    Optional<CaptureMark> none = Optional.empty();
    Optional<CaptureMark> pending;
    try (PostgresSession open = database.session()) {
      open.execute("BEGIN; INSERT INTO notes VALUES (1)");
      assertThat(database.setup().publish())
          .singleElement()
          .asString()
          .contains("Added [public.notes]", "the next ingest reads what is new whole");
      // The insert will not be told: it was made before the table was captured.
      CaptureMark unsettled = database.changes().mark(table("notes"), none);
      assertThat(unsettled.unsettledBefore()).isPositive();
      pending = Optional.of(database.changes().mark(table("notes"), Optional.of(unsettled)));
      assertThat(pending.get().unsettledBefore()).isEqualTo(unsettled.unsettledBefore());
      open.execute("COMMIT");
    }
    ChangedKeys changes = database.changes();
    assertThat(changes.of(table("notes"), pending))
        .isEqualTo(new Whole("transactions were open when the log began to tell its changes"));
    Optional<CaptureMark> mark = Optional.of(changes.mark(table("notes"), pending));
    assertThat(mark.get().unsettledBefore()).isZero();
    database.run("INSERT INTO notes VALUES (2)");
    assertThat(database.changes().of(table("notes"), mark))
        .isEqualTo(new Keys(Set.of(List.of("2"))));
    assertThat(database.setup().publish()).isEmpty();
  }

  @Test
  void aTableThatWasLeftOutForATimeIsReadWhole() {
    LoggedDatabase database = leads().enable();
    Optional<CaptureMark> mark =
        Optional.of(database.changes().mark(table("leads"), Optional.empty()));
    database.run(
        "ALTER PUBLICATION %s DROP TABLE leads".formatted(database.slot()),
        "INSERT INTO leads VALUES (1, 'missed')",
        "ALTER PUBLICATION %s ADD TABLE leads".formatted(database.slot()));
    assertThat(database.changes().of(table("leads"), mark))
        .isInstanceOfSatisfying(
            Whole.class, whole -> assertThat(whole.reason()).contains("outside the publication"));
  }

  @Test
  void aSlotThatIsGoneIsSaidAndOneThatWasMadeAnewReadsAllTablesWhole() {
    LoggedDatabase database = leads().enable();
    Optional<CaptureMark> mark =
        Optional.of(database.changes().mark(table("leads"), Optional.empty()));
    String drop = "SELECT pg_drop_replication_slot('%s')".formatted(database.slot());
    database.run("INSERT INTO leads VALUES (1, 'missed')", drop);
    ChangeCapture capture = new ChangeCapture(database.source());
    assertRefused(
        capture::requireUsable,
        "There is no replication slot " + database.slot(),
        "Run `leadhouse cdc enable`");
    assertRefused(database::changes, "There is no replication slot");

    database.setup().firstSnapshot(LoggedDatabase.LONG).close();
    assertThat(database.changes().of(table("leads"), mark))
        .isInstanceOfSatisfying(
            Whole.class,
            whole -> assertThat(whole.reason()).startsWith("the log begins at ").contains("ends"));
    database.run(
        drop, "SELECT pg_create_physical_replication_slot('%s')".formatted(database.slot()));
    assertRefused(capture::requireUsable, "belongs to another database or plugin");
  }

  @Test
  void aPublicationThatWasDroppedCannotBeReplaced() {
    LoggedDatabase database = leads().enable();
    database.run("DROP PUBLICATION " + database.slot(), "INSERT INTO leads VALUES (1, 'missed')");
    assertRefused(new ChangeCapture(database.source())::requireUsable, "is gone", "cdc disable");
    assertRefused(database.setup()::publish, "has missed changes");
    database.run("CREATE PUBLICATION %s FOR TABLE leads".formatted(database.slot()));
    assertRefused(database::changes, "was dropped and made again", "cdc disable");
  }

  @Test
  void aReplicaIdentityThatLostTheKeyIsRefused() {
    LoggedDatabase database = leads().enable();
    database.run(
        "ALTER TABLE leads DROP CONSTRAINT leads_pkey, ALTER id DROP NOT NULL",
        "INSERT INTO leads VALUES (1, 'x')");
    assertRefused(
        new ChangeCapture(database.source())::requireUsable,
        "ALTER TABLE leads REPLICA IDENTITY FULL;");
  }

  @Test
  void aSlotThatSomebodyElseReadsIsLeftToThem() throws SQLException {
    LoggedDatabase database = leads().enable();
    try (ReplicationConnection other = ReplicationConnection.open(database.endpoint());
        var stream = other.read(CaptureName.of(database.source().pack()))) {
      assertThat(stream.isClosed()).isFalse();
      assertThat(database.setup().status().slot().orElseThrow().active()).isTrue();
      assertThatThrownBy(new ChangeCapture(database.source())::requireUsable)
          .hasMessageContaining("is read by another process")
          .isInstanceOfSatisfying(
              LeadhouseException.class,
              e -> assertThat(e.category()).isEqualTo(Category.UNREACHABLE));
    }
    new ChangeCapture(database.source()).requireUsable();
  }

  @Test
  void aLostSlotIsSaidWithTheLimitThatWasTooSmall() {
    try (LoggedServer small = LoggedServer.start(Map.of("max_slot_wal_keep_size", "1MB"))) {
      LoggedDatabase database = LoggedDatabase.create(small, LEADS).capture("leads", "id").enable();
      for (int segment = 0; segment < 3; segment++) {
        database.run(
            "INSERT INTO leads VALUES (%d, '')".formatted(segment), "SELECT pg_switch_wal()");
      }
      database.run("CHECKPOINT");
      assertRefused(
          new ChangeCapture(database.source())::requireUsable,
          "is lost",
          "max_slot_wal_keep_size",
          "cdc disable");
      assertRefused(database.setup()::publish, "has missed changes");
      assertThat(database.setup().status().slot().orElseThrow().walStatus()).isEqualTo("lost");
      database.setup().disable();
      database.enable();
      new ChangeCapture(database.source()).requireUsable();
      assertThat(database.setup().status().unlimited()).isEmpty();
    }
  }

  @Test
  void aSlotThatIsThereIsRefusedWhereNothingLimitsItsLog() {
    try (LoggedServer endless = LoggedServer.start(Map.of("max_slot_wal_keep_size", "-1"))) {
      LoggedDatabase database = LoggedDatabase.create(endless, LEADS).capture("leads", "id");
      database.run("CREATE PUBLICATION %s FOR TABLE leads".formatted(database.slot()));
      database.setup().firstSnapshot(LoggedDatabase.LONG).close();
      assertRefused(database.setup()::publish, "max_slot_wal_keep_size is -1");
      assertThat(database.setup().status().unlimited()).isPresent();
    }
  }

  @Test
  void statusTellsHowFarBehindTheSlotIs() {
    LoggedDatabase database = leads();
    CaptureStatus before = database.setup().status();
    assertThat(before.slot()).isEmpty();
    assertThat(before.hasPublication()).isFalse();
    database.enable();
    database.run("INSERT INTO leads SELECT i, repeat('x', 100) FROM generate_series(1, 1000) AS i");
    CaptureStatus status = database.setup().status();
    assertThat(status.name()).isEqualTo(database.slot());
    assertThat(status.captured()).containsExactly(table("leads"));
    assertThat(status.limit()).isEqualTo("1GB");
    CaptureStatus.Slot slot = status.slot().orElseThrow();
    assertThat(slot.walStatus()).isEqualTo("reserved");
    assertThat(slot.active()).isFalse();
    assertThat(slot.behindBytes()).isBetween(100_000L, 10_000_000L);
    assertThat(slot.heldBytes()).isGreaterThanOrEqualTo(slot.behindBytes());
  }

  @Test
  void disablingTwiceIsNoFailure() {
    LoggedDatabase database = leads().enable();
    assertThat(database.setup().disable())
        .containsExactly(
            "Dropped slot %s; the source keeps no log for it any more.".formatted(database.slot()),
            "Dropped publication %s.".formatted(database.slot()));
    assertThat(database.setup().disable())
        .containsExactly(
            "There was no slot %s.".formatted(database.slot()),
            "There was no publication %s.".formatted(database.slot()));
  }

  @Test
  void aPackWithoutSuchTablesHasNothingToCaptureButCanBeLookedAtAndDisabled() {
    LoggedDatabase database = leads().enable();
    database.captureNothing();
    assertRefused(database.setup()::publish, "`strategy: cdc`");
    assertRefused(() -> new ChangeCapture(database.source()), "`strategy: cdc`");
    assertThat(database.setup().status().slot()).isPresent();
    assertThat(database.setup().status().captured()).isEmpty();
    assertThat(database.setup().disable()).allMatch(done -> done.startsWith("Dropped"));
  }

  @Test
  void aPackOfAnyNameHasASlotName() {
    assertThat(CaptureName.of("My-CRM 2").text()).isEqualTo("leadhouse_my_crm_2");
    assertThatThrownBy(() -> CaptureName.of("x".repeat(60))).hasMessageContaining("70 characters");
  }

  private static LoggedDatabase leads() {
    return LoggedDatabase.create(server, LEADS).capture("leads", "id");
  }

  private static void assertRefused(ThrowingCallable call, String... sentences) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LeadhouseException.class,
            e -> assertThat(e.category()).isEqualTo(Category.CONFIGURATION))
        .hasMessageContainingAll(sentences);
  }
}
