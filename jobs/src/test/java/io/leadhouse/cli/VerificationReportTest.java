package io.leadhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.pipeline.SmallShop;
import io.leadhouse.pipeline.WarehouseVerification;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code leadhouse verify} says of a warehouse that a run has left. */
class VerificationReportTest {
  @TempDir private Path folder;

  @Test
  void aRunsTablesAreAsRecomputedUntilSomebodyElseWritesToOne() {
    SmallShop shop = new SmallShop(folder);
    shop.sells(1, "north", 4);
    shop.sells(2, "south", 5);
    shop.sells(3, null, 6);
    var unusedRun = shop.runAll(Instant.parse("2026-03-01T12:00:00Z"));

    StringWriter before = new StringWriter();
    assertThat(verify(shop, before)).isZero();
    assertThat(before.toString()).contains("4 tables are as recomputed, 0 differ, 0 could not");

    Path total = new DeltaStore(shop.config().warehouse()).path("marts", "shop_total");
    var unusedRows =
        shop.session.sql("UPDATE delta.`" + total + "` SET pieces = 50 WHERE shop = 'south'");

    StringWriter after = new StringWriter();
    assertThat(verify(shop, after)).isEqualTo(4);
    assertThat(after.toString())
        .containsSubsequence(
            "DIFFERS  shop_total                   1 keys of 2 rows",
            "key        {\"shop\":\"south\"}",
            "stored     {\"shop\":\"south\",\"pieces\":50}",
            "recomputed {\"shop\":\"south\",\"pieces\":5}");
  }

  private static int verify(SmallShop shop, StringWriter text) {
    VerdictReport report = new VerdictReport(new PrintWriter(text));
    var unusedVerdicts =
        new WarehouseVerification(shop.house(), shop.session, shop.config())
            .of(List.of(), 1, report::add);
    return report.end();
  }
}
