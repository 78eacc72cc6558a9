package io.leadhouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExportedSnapshotTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final SourceDatabase SOURCE = SourceDatabase.create();

  @BeforeAll
  static void createTables() {
    SOURCE.run(
        "CREATE TABLE moment (n int)",
        "INSERT INTO moment VALUES (1)",
        "CREATE ROLE impatient LOGIN",
        "GRANT SELECT ON moment TO impatient",
        "ALTER ROLE impatient SET statement_timeout = '200ms'",
        "ALTER ROLE impatient SET transaction_timeout = '300ms'",
        "ALTER ROLE impatient SET idle_in_transaction_session_timeout = '200ms'",
        "ALTER ROLE impatient SET idle_session_timeout = '200ms'");
  }

  @Test
  void positionSaysWhichDatabaseAndWhichTransactions() {
    try (ExportedSnapshot snapshot = ExportedSnapshot.open(SOURCE.endpoint(), LONG)) {
      SourcePosition position = snapshot.position();
      assertThat(position.database()).isEqualTo(SOURCE.endpoint().database());
      assertThat(position.systemIdentifier()).get().asString().matches("\\d{15,}");
      assertThat(position.snapshot()).matches("\\d+:\\d+:[\\d,]*");
      assertThat(position.lsn()).get().asString().matches("[0-9A-F]+/[0-9A-F]+");
    }
  }

  @Test
  void sessionsThatJoinSeeWhatItSaw() throws SQLException {
    try (ExportedSnapshot snapshot = ExportedSnapshot.open(SOURCE.endpoint(), LONG)) {
      long before = count(snapshot);
      SOURCE.run("INSERT INTO moment VALUES (2)");
      assertThat(count(snapshot)).isEqualTo(before);
    }
  }

  @Test
  void timeoutsOfTheRoleEndNeitherItNorItsReaders() throws Exception {
    try (ExportedSnapshot snapshot = ExportedSnapshot.open(SOURCE.endpoint("impatient"), LONG)) {
      Thread.sleep(700);
      snapshot.requireHeld();
      try (PostgresSession reader = snapshot.join()) {
        reader.execute("SELECT pg_sleep(0.5), n FROM moment LIMIT 1");
      }
    }
  }

  @Test
  void losingItsSessionIsSaid() {
    try (ExportedSnapshot snapshot = ExportedSnapshot.open(SOURCE.endpoint(), LONG)) {
      SOURCE.texts(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state ="
              + " 'idle in transaction' AND datname = current_database()");
      assertThatThrownBy(snapshot::requireHeld)
          .asInstanceOf(type(LeadhouseException.class))
          .satisfies(e -> assertThat(e.category()).isEqualTo(Category.UNREACHABLE))
          .satisfies(
              e ->
                  assertThat(e)
                      .hasMessageContaining(SOURCE.endpoint().toString())
                      .hasMessageContaining("terminating connection due to administrator command"));
      assertThatThrownBy(snapshot::join).hasMessageContaining("was lost");
    }
  }

  @Test
  void itIsLetGoAtItsMaximumAge() throws InterruptedException {
    try (ExportedSnapshot snapshot =
        ExportedSnapshot.open(SOURCE.endpoint(), Duration.ofMillis(100))) {
      Thread.sleep(500);
      assertThatThrownBy(snapshot::requireHeld)
          .hasMessageContaining("maximum age of PT0.1S")
          .asInstanceOf(type(LeadhouseException.class))
          .returns(Category.UNREACHABLE, LeadhouseException::category);
    }
    assertThat(
            SOURCE.texts(
                "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname ="
                    + " current_database()"))
        .isEmpty();
  }

  @Test
  void aClosedPortIsUnreachable() {
    PostgresEndpoint nowhere =
        new PostgresEndpoint("localhost", 1, "crm", "reader", new Secret("hunter2"));
    assertThatThrownBy(() -> ExportedSnapshot.open(nowhere, LONG))
        .hasMessageContaining("localhost:1/crm as user reader")
        .asInstanceOf(type(LeadhouseException.class))
        .returns(Category.UNREACHABLE, LeadhouseException::category);
  }

  private static long count(ExportedSnapshot snapshot) throws SQLException {
    try (PostgresSession reader = snapshot.join()) {
      return reader.first("SELECT count(*) FROM moment", row -> row.getLong(1)).orElseThrow();
    }
  }
}
