package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.delta.Changes;
import io.leadhouse.engine.Refreshed.Mode;
import io.leadhouse.engine.Scope;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.publish.PublishResult;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectedRunTest {
  private static final Instant AS_OF = Instant.parse("2026-03-01T12:00:00Z");
  private static final String DOUBLED = "SELECT sale_id, shop, 2 * pieces AS pieces FROM stg_sale";

  @TempDir private Path folder;
  private SmallShop shop;

  @BeforeEach
  void twoSales() {
    shop = new SmallShop(folder);
    shop.sells(1, "north", 4);
    shop.sells(2, "south", 5);
  }

  @Test
  void buildsTheSelectedTablesOverTheOthersAsTheyAreAndPublishesThose() {
    whole();
    shop.query("core/sale", DOUBLED);
    shop.sells(3, "north", 100);

    RunReport alone = select(Choice.of("sale"));
    assertThat(alone.tables()).extracting(TableResult::table).containsExactly("sale");
    assertThat(alone.ingest()).isEmpty();
    assertThat(alone.published()).isEmpty();
    assertThat(totals()).containsExactly("north 4", "south 5");

    RunReport below = select(Choice.of("sale+"));
    assertThat(below.exitCode()).isZero();
    assertThat(below.asOf()).isEqualTo(AS_OF);
    assertThat(below.tables())
        .extracting(TableResult::table)
        .containsExactly("sale", "shop_total", "best_shop");
    assertThat(below.published().orElseThrow().tables())
        .extracting(PublishResult.TableResult::table)
        .containsExactly("shop_total", "best_shop");
    // What was sold since is not ingested.
    assertThat(totals()).containsExactly("north 8", "south 10");
    assertThat(
            RunFixture.query(shop.analytics, "SELECT shop FROM analytics.best_shop ORDER BY shop"))
        .containsExactly(List.of("north"), List.of("south"));

    assertThat(whole().tables()).allMatch(table -> table.status() == Status.DONE);
    assertThat(totals()).containsExactly("north 208", "south 10");
  }

  @Test
  void whatLandedSinceTheLastBuildBelongsToTheNext() {
    whole();
    shop.sells(3, "north", 100);
    shop.run("landed").ingest(AS_OF, Set.of(), RunFixture.SILENT);

    RunReport selected = select(Choice.of("stg_sale+"));
    assertThat(selected.tables())
        .allMatch(table -> table.refreshed().mode() == Mode.NONE, "nothing moved");
    assertThat(totals()).containsExactly("north 4", "south 5");
  }

  @Test
  void aRebuildRecomputesTheSelectedWholeAndWritesOnlyWhatDiffers() {
    whole();
    RunReport rebuilt = select(new Choice(List.of("sale", "shop_total"), Scope.Effort.EVERYTHING));
    assertThat(rebuilt.tables())
        .extracting(table -> table.refreshed().why())
        .containsExactly("a rebuild was asked for", "a rebuild was asked for");
    assertThat(rebuilt.tables())
        .extracting(TableResult::changes)
        .containsOnly(new Changes(0, 0, 0));
  }

  @Test
  void aWholeRunRebuildsEveryTableWhenAsked() {
    whole();
    RunReport rebuilt = run().with(Scope.Effort.EVERYTHING).execute(RunFixture.SILENT);
    assertThat(rebuilt.tables())
        .hasSize(4)
        .allMatch(table -> table.refreshed().why().equals("a rebuild was asked for"))
        .allMatch(table -> table.changes().equals(new Changes(0, 0, 0)));
  }

  @Test
  void aPartOfARunTakesTablesAndARebuildToo() {
    StagedRun run = shop.run("parts");
    run.ingest(AS_OF, Set.of(), RunFixture.SILENT);
    assertRefused(
        () -> run.build(Choice.of("shop_total+"), RunFixture.SILENT),
        "'shop_total+' reads sale",
        "--select core --run parts");
    assertThat(run.build(Choice.of("stg_sale+"), RunFixture.SILENT).tables()).hasSize(4);
    assertThat(
            run.build(new Choice(List.of("core"), Scope.Effort.EVERYTHING), RunFixture.SILENT)
                .tables())
        .allMatch(table -> table.refreshed().mode() == Mode.FULL);
    assertThat(run.publish(RunFixture.SILENT).exitCode()).isZero();
  }

  @Test
  void whatCannotBeDoneIsRefusedBeforeAnythingIsWritten() {
    assertRefused(() -> select(Choice.of("sale")), "No run has made the warehouse");
    whole();
    assertRefused(() -> select(Choice.of("sales")), "Did you mean 'sale'?");
    assertRefused(
        () ->
            selected()
                .execute(
                    Choice.of("sale+"), Optional.of(AS_OF.plusSeconds(86_400)), RunFixture.SILENT),
        "--as-of 2026-03-02T12:00:00Z moves reporting_window",
        "stand at 2026-03-01T12:00:00Z");
    shop.write(
        "core/visitor/table.yml",
        "description: One row per shop.\nkey: [shop]\ncolumns: {shop: X.}\n");
    shop.write("core/visitor/query.sql", "SELECT DISTINCT shop FROM sale");
    shop.query("marts/totals/shop_total", "SELECT shop, 1 AS pieces FROM visitor");
    shop.lock();
    assertRefused(() -> select(Choice.of("shop_total")), "visitor is read and is not there yet");
    assertThat(select(Choice.of("+shop_total")).exitCode()).isZero();
  }

  private RunReport whole() {
    return run().execute(RunFixture.SILENT);
  }

  private WarehouseRun run() {
    return shop.wholeRun(AS_OF);
  }

  private RunReport select(Choice choice) {
    return selected().execute(choice, Optional.empty(), RunFixture.SILENT);
  }

  private SelectedRun selected() {
    return new SelectedRun(shop.house(), shop.session, shop.config(), Clock.systemUTC());
  }

  private List<String> totals() {
    return RunFixture.query(
            shop.analytics, "SELECT shop, pieces FROM analytics.shop_total ORDER BY shop")
        .stream()
        .map(row -> String.join(" ", row))
        .toList();
  }

  private static void assertRefused(ThrowingCallable run, String... messages) {
    assertThatThrownBy(run)
        .isInstanceOfSatisfying(
            LeadhouseException.class, e -> assertThat(e.category().exitCode()).isEqualTo(2))
        .hasMessageContainingAll(messages);
  }
}
