package io.leadhouse.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CopyTextTest {
  private final CopyText rows = new CopyText(4);

  private String written() {
    return new String(rows.bytes(), 0, rows.length(), StandardCharsets.UTF_8);
  }

  @Test
  void separates_fields_by_tabs_and_ends_rows_by_newlines() {
    rows.text("a").number(-12).bool(true).endRow();
    rows.text("").number(Long.MIN_VALUE).bool(false).endRow();
    assertThat(written()).isEqualTo("a\t-12\tt\n\t-9223372036854775808\tf\n");
  }

  @Test
  void escapes_what_would_be_misread() {
    rows.text("tab\there, line\nthere, return\rand \\N, ß é 🙂\ttoo").endRow();
    assertThat(written()).isEqualTo("tab\\there, line\\nthere, return\\rand \\\\N, ß é 🙂\\ttoo\n");
  }

  @Test
  void writes_null() {
    rows.text(null).instant(null).date(null).id(0).nothing().endRow();
    assertThat(written()).isEqualTo("\\N\t\\N\t\\N\t\\N\t\\N\n");
  }

  @Test
  void writes_instants_and_dates() {
    rows.instant(Instant.parse("2024-02-29T05:06:07Z"))
        .instant(Instant.parse("1969-12-31T23:59:59Z"))
        .instant(Instant.MAX)
        .date(LocalDate.of(20250, 6, 3))
        .endRow();
    assertThat(written())
        .isEqualTo("2024-02-29 05:06:07+00\t1969-12-31 23:59:59+00\tinfinity\t20250-06-03\n");
  }

  @Test
  void writes_money() {
    rows.cents(0).cents(5).cents(-5).cents(123456).cents(Fact.DealValue.NOT_A_NUMBER).endRow();
    assertThat(written()).isEqualTo("0.00\t0.05\t-0.05\t1234.56\tNaN\n");
  }
}
