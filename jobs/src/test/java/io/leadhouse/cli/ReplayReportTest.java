package io.leadhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.pipeline.SmallShop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayReportTest {
  private static final Instant AS_OF = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;
  private SmallShop shop;
  private String run;
  private StringWriter out;

  @BeforeEach
  void aRunThatAnotherFollowed() {
    shop = new SmallShop(folder);
    shop.sells(1, " \"a\", b", 4);
    shop.sells(2, "north", 3);
    run = shop.runAll(AS_OF);
    shop.sells(3, "north", 9);
    shop.runAll(AS_OF);
  }

  @Test
  void theRowsComeAsCsvInTheOrderOfTheirKey() {
    assertThat(report(Instant.now()).csv(run, "shop_total")).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            shop,pieces
            " ""a"", b",4
            north,3
            """);
  }

  @Test
  void theTablesOfARunAreListedWithVersionAndRows() {
    assertThat(report(Instant.now()).tables(run)).isZero();
    assertThat(out.toString())
        .containsPattern("raw +raw_sales +0 +2\\R")
        .containsPattern("marts +shop_total +0 +2\\R")
        .contains("5 of 5 tables can be replayed.");
    assertThat(report(Instant.now()).runs()).isZero();
    assertThat(out.toString()).containsPattern(run + " +" + AS_OF + " +[^ ]+ +ok");
  }

  @Test
  void allTablesAreWrittenAsParquetAndThoseThatAreLostAreSaid() {
    Path to = folder.resolve("replayed");
    assertThat(report(Instant.now()).write(run, List.of(), to)).isZero();
    assertThat(shop.session.read().parquet(to.resolve("shop_total").toString()).count())
        .isEqualTo(2);
    assertThat(to.resolve("raw_sales")).doesNotExist();
    assertThatThrownBy(() -> report(Instant.now()).write(run, List.of("sale"), to))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("is there already");

    Instant later = Instant.now().plus(Duration.ofDays(31));
    Path rest = folder.resolve("rest");
    assertThat(report(later).write(run, List.of(), rest)).isEqualTo(2);
    assertThat(out.toString()).containsPattern("shop_total .*the retention of 30 days");
    assertThat(rest.resolve("shop_total")).doesNotExist();
    assertThatThrownBy(() -> report(later).write(run, List.of("sale"), rest))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("cannot be replayed for sale");
    assertThat(rest.resolve("sale")).doesNotExist();
  }

  private ReplayReport report(Instant now) {
    out = new StringWriter();
    return new ReplayReport(shop.replay(now), new PrintWriter(out, true));
  }
}
