package io.leadhouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CopyTextTest {
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Test
  void everyTextArrivesAsItWasWritten() throws SQLException {
    List<String> texts =
        List.of(
            "",
            "\\N",
            "\\.",
            "NULL",
            "tab\there",
            "line\nbreak\r\n",
            "back\\slash\\",
            "'; DROP TABLE t; --",
            "\"quoted\" {json: [1]}",
            "\u0001\b\f\u000b\u007f",
            "ação, été, ß, \u07ff, \u0800, 漢字, \uffff",
            "emoji 😀 \udbff\udfff",
            "x".repeat(200_000));
    assertThat(roundTrip("text", texts, CopyText::text)).isEqualTo(texts);
  }

  @Test
  void nullIsNotTheEmptyText() throws SQLException {
    List<String> texts = new ArrayList<>();
    texts.add(null);
    texts.add("");
    assertThat(roundTrip("text", texts, CopyText::text)).isEqualTo(texts);
  }

  @Test
  void numbersKeepEveryDigit() throws SQLException {
    assertThat(
            roundTrip(
                "bigint", List.of(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE), CopyText::integer))
        .containsExactly("-9223372036854775808", "-1", "0", "9223372036854775807");
    assertThat(
            roundTrip(
                "numeric",
                List.of(
                    new BigDecimal("-12345678901234567890.123456789012345678"), decimal("1E+3")),
                CopyText::decimal))
        .containsExactly("-12345678901234567890.123456789012345678", "1000");
    assertThat(
            roundTrip(
                "double precision",
                List.of(
                    0.1, 1e300, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, -1 / 0.0),
                CopyText::floating))
        .containsExactly("0.1", "1e+300", "5e-324", "NaN", "Infinity", "-Infinity");
    assertThat(roundTrip("boolean", List.of(true, false), CopyText::bool))
        .containsExactly("t", "f");
  }

  @Test
  void datesBeforeChristAndAfterYear9999AreExact() throws SQLException {
    assertThat(
            roundTrip(
                "date",
                List.of(
                    LocalDate.of(2024, 2, 29),
                    LocalDate.of(12024, 12, 31),
                    LocalDate.of(0, 1, 1),
                    LocalDate.of(-43, 3, 15)),
                CopyText::date))
        .containsExactly("2024-02-29", "12024-12-31", "0001-01-01 BC", "0044-03-15 BC");
  }

  @Test
  void instantsKeepTheirMicroseconds() throws SQLException {
    assertThat(
            roundTrip(
                "timestamptz",
                List.of(
                    Instant.parse("2026-03-01T23:59:59.000001Z"),
                    Instant.parse("1969-12-31T23:59:59.999999999Z"),
                    Instant.parse("+12026-03-01T00:00:00Z"),
                    Instant.parse("-0043-03-15T12:00:00Z")),
                CopyText::instant))
        .containsExactly(
            "2026-03-01 23:59:59.000001+00",
            "1969-12-31 23:59:59.999999+00",
            "12026-03-01 00:00:00+00",
            "0044-03-15 12:00:00+00 BC");
    assertThat(
            roundTrip(
                "timestamp",
                List.of(LocalDateTime.parse("2026-03-29T02:30:00.5")),
                CopyText::dateTime))
        .containsExactly("2026-03-29 02:30:00.5");
  }

  @Test
  void charactersThatPostgresCannotStoreAreRefused() {
    assertThatThrownBy(() -> new CopyText().text("ab\0c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NUL (U+0000) at position 2");
    assertThatThrownBy(() -> new CopyText().text("a\ud83d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+D83D");
    assertThatThrownBy(() -> new CopyText().text("\ude00a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+DE00");
  }

  @Test
  void anUnfinishedCopyLeavesNoRows() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE t (a text, b bigint)");
      try (CopyWriter writer = new CopyWriter(connection, "COPY t (a, b) FROM STDIN")) {
        writer.values().text("x").integer(1);
        writer.endRow();
      }
      assertThat(count(statement)).isZero();
      try (CopyWriter writer = new CopyWriter(connection, "COPY t (a, b) FROM STDIN")) {
        writer.values().text("x").integer(1);
        writer.endRow();
        writer.values().nullValue().integer(2);
        writer.endRow();
        assertThat(writer.finish()).isEqualTo(2);
      }
      assertThat(count(statement)).isEqualTo(2);
    }
  }

  private interface Append<T> {
    CopyText append(CopyText values, T value);
  }

  /** Each value as Postgres prints it, after a COPY; the row number and a last column beside it. */
  private static <T> List<String> roundTrip(String type, List<T> values, Append<T> append)
      throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET timezone = 'UTC'");
      statement.execute("CREATE TEMP TABLE t (n bigint, v " + type + ", z text)");
      try (CopyWriter writer = new CopyWriter(connection, "COPY t (n, v, z) FROM STDIN")) {
        for (int i = 0; i < values.size(); i++) {
          append.append(writer.values().integer(i), values.get(i)).text("z");
          writer.endRow();
        }
        writer.finish();
      }
      List<String> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery("SELECT v FROM t WHERE z = 'z' ORDER BY n")) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }

  private static long count(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  private static Connection connect() throws SQLException {
    return postgres.getPostgresDatabase().getConnection();
  }
}
