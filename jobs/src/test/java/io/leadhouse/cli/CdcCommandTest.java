package io.leadhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.cdc.CaptureSetup;
import io.leadhouse.postgres.cdc.CaptureSource;
import io.leadhouse.testing.LoggedDatabase;
import io.leadhouse.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands of change data capture, except for the first load, which needs Spark. */
class CdcCommandTest {
  private static final String HOME = "leadhouse.home";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String home;

  @BeforeEach
  void aHouseOfTwoTables() throws IOException {
    home = System.setProperty(HOME, folder.toString());
    write(
        "sql/warehouse.yml",
        """
        layers: [{name: staging, reads: [raw], meaning: Contracts.}]
        parameters: {as_of: {type: timestamp, meaning: The clock.}}
        """);
    raw("{key: [id]}");
    Files.createDirectories(folder.resolve("sql/staging"));
  }

  @AfterEach
  void leave() {
    if (home == null) {
      System.clearProperty(HOME);
    } else {
      System.setProperty(HOME, home);
    }
  }

  @Test
  void aSlotIsShownEnlargedAndDropped() throws Exception {
    PostgresEndpoint source = connect(LoggedDatabase.fresh("shop"));
    execute(source, "CREATE TABLE sales (id int PRIMARY KEY)");
    execute(source, "CREATE TABLE shops (id int PRIMARY KEY)");
    assertThat(execute("cdc", "status")).isZero();
    assertThat(out.toString())
        .contains("slot         none", "publication  none", "not captured public.sales");

    CaptureSetup setup =
        new CaptureSetup(
            new CaptureSource(
                source, "shop", Map.of(new TableName("public", "sales"), List.of("id"))));
    setup.publish();
    setup.firstSnapshot(Duration.ofMinutes(1)).close();
    assertThat(execute("cdc", "status")).isZero();
    assertThat(out.toString())
        .contains("slot         leadhouse_shop", "log          reserved")
        .containsPattern("held +0[.,]\\d MB of at most 1GB")
        .containsPattern("tables +public.sales");

    raw("{key: [id], strategy: cdc}");
    assertThat(execute("cdc", "enable")).isZero();
    assertThat(out.toString())
        .contains("Added [public.shops] to publication leadhouse_shop", "goes on from it");

    assertThat(execute("cdc", "disable")).isZero();
    assertThat(out.toString())
        .contains("Dropped slot leadhouse_shop", "Dropped publication leadhouse_shop");
    assertThat(setup.hasSlot()).isFalse();
  }

  @Test
  void aServerWithoutTheSettingsIsRefusedBeforeSparkIsOpened() throws Exception {
    PostgresEndpoint source = connect(TestDatabase.fresh("shop"));
    execute(source, "CREATE TABLE sales (id int)");
    assertThat(execute("cdc", "enable")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "ALTER SYSTEM SET wal_level = 'logical';",
            "max_slot_wal_keep_size is -1",
            "ALTER TABLE sales REPLICA IDENTITY FULL;");
  }

  @Test
  void aTableThatWasStoppedIsLeftToDo() {
    assertThat(CdcEnableCommand.outcome("run-1", List.of())).startsWith("Made the slot. Go on");
    assertThat(CdcEnableCommand.outcome("run-1", List.of("public.sales")))
        .contains("tables were stopped: public.sales.", "then `leadhouse run`")
        .doesNotContain("Go on");
  }

  private PostgresEndpoint connect(PostgresEndpoint source) throws IOException {
    write(
        "leadhouse.yml",
        "source: {pack: shop, host: %s, port: %d, database: %s, user: %s}%n"
            .formatted(source.host(), source.port(), source.database(), source.user()));
    return source;
  }

  private void raw(String shops) throws IOException {
    write(
        "sql/sources/shop/raw.yml",
        """
        description: A shop.
        schema: public
        tables:
          sales: {key: [id], strategy: cdc}
          shops: %s
        """
            .formatted(shops));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static void execute(PostgresEndpoint source, String sql) throws SQLException {
    try (PostgresSession session = PostgresSession.open(source)) {
      session.execute(sql);
    }
  }

  private int execute(String... arguments) {
    CommandLine line = Leadhouse.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
