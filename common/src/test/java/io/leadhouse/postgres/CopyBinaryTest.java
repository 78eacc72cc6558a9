package io.leadhouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

class CopyBinaryTest {
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
  void textsArriveAsTheyWereWritten() throws SQLException {
    List<String> texts =
        Arrays.asList(
            "", null, "\\N", "tab\there", "line\nbreak", "ação, 漢字, 😀", "x".repeat(200_000));
    assertThat(roundTrip("text", texts, CopyBinary::text)).isEqualTo(texts);
  }

  @Test
  void jsonArraysAndAddressesAreOfTheirTypes() throws SQLException {
    assertThat(
            roundTrip("jsonb", Arrays.asList("{\"a\": [1, \"ß\"]}", null, "{}"), CopyBinary::json))
        .containsExactly("{\"a\": [1, \"ß\"]}", null, "{}");
    assertThat(
            roundTrip(
                "text[]",
                List.of(List.of("one"), List.<String>of(), List.of("a,b", "ß")),
                CopyBinary::texts))
        .containsExactly("{one}", "{}", "{\"a,b\",ß}");
    assertThat(roundTrip("inet", List.of(0xCB007101, 0xFFFFFFFF), CopyBinary::ipv4))
        .containsExactly("203.0.113.1", "255.255.255.255");
  }

  @Test
  void wholeNumbersKeepEveryDigit() throws SQLException {
    assertThat(roundTrip("bigint", List.of(Long.MIN_VALUE, Long.MAX_VALUE), CopyBinary::bigint))
        .containsExactly("-9223372036854775808", "9223372036854775807");
    assertThat(roundTrip("integer", List.of(Integer.MIN_VALUE, -1, 7), CopyBinary::integer))
        .containsExactly("-2147483648", "-1", "7");
    assertThat(roundTrip("boolean", List.of(true, false), CopyBinary::bool))
        .containsExactly("t", "f");
  }

  @Test
  void numericsAreExactAtEveryScale() throws SQLException {
    assertThat(numerics(0, 0L, 7L, -10_000L, Long.MAX_VALUE))
        .containsExactly("0", "7", "-10000", "9223372036854775807");
    assertThat(numerics(2, 0L, 5L, -5L, 100L, 12_345_678L, 1_000_000L, Long.MIN_VALUE + 1))
        .containsExactly(
            "0.00", "0.05", "-0.05", "1.00", "123456.78", "10000.00", "-92233720368547758.07");
    assertThat(numerics(6, 1L, -1_500_000L, 99_999_999L))
        .containsExactly("0.000001", "-1.500000", "99.999999");
    assertThat(numerics(8, 1L, 100_000_000L, 123_400_000_001L))
        .containsExactly("0.00000001", "1.00000000", "1234.00000001");
    assertThat(roundTrip("numeric", List.of(0), (row, any) -> row.notANumber()))
        .containsExactly("NaN");
  }

  @Test
  void datesAndInstantsAreExactFarFromTheEpoch() throws SQLException {
    assertThat(
            roundTrip(
                "date",
                Arrays.asList(LocalDate.of(1899, 12, 30), null, LocalDate.of(20_250, 6, 30)),
                CopyBinary::date))
        .containsExactly("1899-12-30", null, "20250-06-30");
    assertThat(
            roundTrip(
                "timestamptz",
                Arrays.asList(
                    Instant.parse("2026-03-01T23:59:59.000001Z"),
                    Instant.parse("1969-12-31T23:59:59.999999999Z"),
                    null),
                CopyBinary::instant))
        .containsExactly("2026-03-01 23:59:59.000001+00", "1969-12-31 23:59:59.999999+00", null);
    assertThat(roundTrip("timestamptz", List.of(0), (row, any) -> row.instantAtInfinity()))
        .containsExactly("infinity");
  }

  private static List<String> numerics(int scale, Long... unscaled) throws SQLException {
    return roundTrip("numeric", List.of(unscaled), (row, value) -> row.numeric(value, scale));
  }

  private interface Append<T> {
    CopyBinary append(CopyBinary row, T value);
  }

  /** Each value as Postgres prints it, after a COPY; the row number and a last column beside it. */
  private static <T> List<String> roundTrip(String type, List<T> values, Append<T> append)
      throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET timezone = 'UTC'");
      statement.execute("CREATE TEMP TABLE t (n bigint, v " + type + ", z text)");
      CopyBinary rows = new CopyBinary(64);
      for (int i = 0; i < values.size(); i++) {
        append.append(rows.startRow(3).bigint(i), values.get(i)).text("z");
      }
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY t FROM STDIN WITH (FORMAT binary)");
      rows.writeTo(copy);
      copy.endCopy();
      List<String> found = new ArrayList<>();
      try (ResultSet result = statement.executeQuery("SELECT v FROM t WHERE z = 'z' ORDER BY n")) {
        while (result.next()) {
          found.add(result.getString(1));
        }
      }
      return found;
    }
  }
}
