package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.tables.DeltaTable;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.pipeline.Replay.Left;
import io.leadhouse.run.PastRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final Instant AS_OF = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;
  private SmallShop shop;
  private String first;

  @BeforeEach
  void aRunOfThreeSales() {
    shop = new SmallShop(folder);
    shop.sells(1, "south", 4);
    shop.sells(2, "north", 3);
    shop.sells(3, "south", 5);
    first = shop.runAll(AS_OF);
  }

  @Test
  void everyRunGivesTheRowsThatItLeft() {
    shop.sells(4, "north", 100);
    RunFixture.execute(shop.source, "DELETE FROM sales WHERE id = 1");
    String second = shop.runAll(AS_OF);

    assertThat(rows(first, "shop_total")).containsExactly("[north,3]", "[south,9]");
    assertThat(rows(second, "shop_total")).containsExactly("[north,103]", "[south,5]");
    assertThat(rows(first, "sale")).hasSize(3);
    assertThat(rows(first, "best_shop")).containsExactly("[south]");
    assertThat(rows(second, "best_shop")).containsExactly("[north]");

    Map<String, Left> left = tables(replay(), first);
    assertThat(left.get("shop_total")).returns(0L, Left::version).returns(2L, Left::rows);
    assertThat(left.get("raw_sales")).returns("raw", Left::layer).returns(3L, Left::rows);
    assertThat(replay().tables(second))
        .extracting(Left::table)
        .containsExactly("raw_sales", "stg_sale", "sale", "shop_total", "best_shop");
    assertThat(replay().runs()).extracting(PastRun::runId).containsExactly(second, first);
  }

  @Test
  void aRunOlderThanTheRetentionIsRefusedByName() {
    shop.sells(4, "north", 1);
    String second = shop.runAll(AS_OF);
    Replay later = replay(Instant.now().plus(Duration.ofDays(31)));

    assertRefused(
        () -> later.rows(first, "shop_total"),
        "Run " + first,
        "for shop_total",
        "version 0 was replaced at ",
        "longer ago than the retention of 30 days",
        "leadhouse run --as-of 2026-03-01T12:00:00Z",
        "retention_days");
    assertThat(tables(later, first).get("shop_total").problem().orElseThrow())
        .contains("the retention of 30 days");
    // What it left and nothing has replaced is still there.
    assertThat(tables(later, first).get("best_shop").problem()).isEmpty();
    assertThat(later.rows(second, "shop_total").count()).isEqualTo(2);
    assertThat(replay(Instant.now().plus(Duration.ofDays(29))).rows(first, "shop_total").count())
        .isEqualTo(2);
  }

  @Test
  void filesThatWereDeletedAndTablesMadeAnewAreSaid() {
    // More than half of the rows change, so that no file of the old version is used any longer.
    shop.sells(4, "north", 1);
    shop.sells(5, "south", 1);
    shop.runAll(AS_OF);
    SparkSession session = shop.session.newSession();
    session.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
    var unused =
        DeltaTable.forPath(session, warehouse().resolve("marts/shop_total").toString()).vacuum(0);
    assertRefused(() -> replay().rows(first, "shop_total"), "files of version 0 were deleted");

    assertThat(FileUtil.fullyDelete(warehouse().resolve("core/sale").toFile())).isTrue();
    DeltaLog.clearCache();
    assertRefused(() -> replay().rows(first, "sale"), "the table was removed");
    shop.runAll(AS_OF);
    assertRefused(() -> replay().rows(first, "sale"), "the table was made anew since");
  }

  @Test
  void whatARunDidNotBuildItCannotGive() {
    shop.query("core/sale", "SELECT sale_id, concat(shop, '-wide') AS shop, pieces FROM stg_sale");
    RunReport failed = shop.wholeRun(AS_OF).execute(RunFixture.SILENT);

    assertRefused(
        () -> replay().rows(failed.runId(), "sale"), "did not build it (FAILED: ", "length(shop)");
    assertRefused(
        () -> replay().rows(failed.runId(), "shop_total"),
        "did not build it (SKIPPED: not built: it reads sale)");
    assertThat(tables(replay(), failed.runId()).get("sale").isBuilt()).isFalse();
    assertRefused(() -> replay().rows(first, "sales"), "has no table 'sales'", "'sale'?");
    assertRefused(() -> replay().tables("nothing"), "No run 'nothing'", "`leadhouse replay` lists");
    assertRefused(() -> replay().tables(first + "x"), "Did you mean '%s'?".formatted(first));
  }

  @Test
  void aRunInPartsGivesWhatItsLastTryLeft() {
    StagedRun run = shop.run("parts");
    run.ingest(AS_OF, Set.of(), RunFixture.SILENT);
    run.build(Choice.of("core"), RunFixture.SILENT);
    shop.query("core/sale", "SELECT sale_id, shop, 2 * pieces AS pieces FROM stg_sale");
    StagedRun repaired = shop.run("parts");
    repaired.build(Choice.of("core"), RunFixture.SILENT);
    repaired.build(Choice.of("totals"), RunFixture.SILENT);

    assertThat(rows("parts", "shop_total")).containsExactly("[north,6]", "[south,18]");
    assertThat(rows(first, "shop_total")).containsExactly("[north,3]", "[south,9]");
    assertThat(tables(replay(), "parts")).doesNotContainKey("best_shop");
  }

  private Replay replay() {
    return replay(Instant.now());
  }

  private Replay replay(Instant now) {
    return shop.replay(now);
  }

  private List<String> rows(String run, String table) {
    return replay().rows(run, table).collectAsList().stream().map(Row::toString).toList();
  }

  private static Map<String, Left> tables(Replay replay, String run) {
    return replay.tables(run).stream().collect(Collectors.toMap(Left::table, Function.identity()));
  }

  private Path warehouse() {
    return shop.config().warehouse();
  }

  private static void assertRefused(ThrowingCallable replay, String... messages) {
    assertThatThrownBy(replay)
        .isInstanceOfSatisfying(
            LeadhouseException.class, e -> assertThat(e.category().exitCode()).isEqualTo(2))
        .hasMessageContainingAll(messages);
  }
}
