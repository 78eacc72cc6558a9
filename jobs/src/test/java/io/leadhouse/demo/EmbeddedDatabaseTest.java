package io.leadhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
  @TempDir Path folder;

  @Test
  void keeps_its_data_from_one_start_to_the_next() throws SQLException {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 0);
        Connection connection = database.database("crm").connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept AS SELECT 7 AS seven");
    }
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 0);
        Connection connection = database.database("crm").connect()) {
      assertThat(text(connection, "SELECT seven FROM kept")).isEqualTo("7");
    }
  }

  @Test
  void is_postgres_17_on_localhost_only() throws SQLException {
    EmbeddedDatabase database = EmbeddedDatabase.start(folder, 0);
    try (database;
        Connection connection = database.endpoint().connect()) {
      assertThat(text(connection, "SHOW server_version")).startsWith("17.");
      assertThat(text(connection, "SHOW listen_addresses")).isEqualTo("localhost");
      assertThat(text(connection, "SHOW timezone")).isEqualTo("UTC");
      assertThat(text(connection, "SHOW server_encoding")).isEqualTo("UTF8");
    }
    database.close();
    assertThatThrownBy(() -> database.endpoint().connect()).isInstanceOf(LeadhouseException.class);
  }

  @Test
  void says_that_the_port_is_taken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(folder, taken.getLocalPort()))
          .isInstanceOf(LeadhouseException.class)
          .hasMessageContaining("Port " + taken.getLocalPort() + " on localhost cannot be used")
          .hasMessageContaining("choose another port")
          .extracting(e -> ((LeadhouseException) e).category())
          .isEqualTo(Category.CONFIGURATION);
    }
  }

  @Test
  void says_that_the_folder_cannot_be_written() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> EmbeddedDatabase.start(file.resolve("pg"), 0))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining(file.toString());
  }

  @Test
  void says_that_another_server_uses_the_folder() {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 0)) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(folder, 0))
          .isInstanceOf(LeadhouseException.class)
          .hasMessageContaining("Another embedded Postgres runs in " + folder);
      database.endpoint();
    }
  }

  @Test
  void shows_the_end_of_the_log_when_the_server_does_not_start() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("PG_VERSION"), "9.1\n");
    Files.writeString(data.resolve("postgresql.conf"), "");
    assertThatThrownBy(() -> EmbeddedDatabase.start(folder, 0, Duration.ofSeconds(3)))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("did not start")
        .hasMessageContaining("postgres.log")
        .hasMessageContaining("FATAL")
        .extracting(e -> ((LeadhouseException) e).category())
        .isEqualTo(Category.UNREACHABLE);
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }
}
