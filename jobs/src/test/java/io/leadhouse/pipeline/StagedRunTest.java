package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.delta.Changes;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.publish.PublishResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedRunTest {
  private static final Instant AS_OF = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;
  private SmallShop shop;

  @BeforeEach
  void threeSales() {
    shop = new SmallShop(folder);
    shop.sells(1, "north", 4);
    shop.sells(2, "north", 3);
    shop.sells(3, "south", 5);
    shop.sells(4, null, 1);
  }

  @Test
  void thePartsDoWhatOneRunDoesAndMayBeRepeated() {
    StagedRun parts = shop.run("parts");
    RunReport ingest = parts.ingest(AS_OF, Set.of(), RunFixture.SILENT);
    assertThat(ingest.ingest().orElseThrow().tables()).hasSize(1);
    // Sold after the ingest: no part of this run may see it.
    shop.sells(5, "south", 100);
    assertThat(build(parts, "core")).containsValues(3L).containsKeys("stg_sale", "sale");
    assertThat(build(parts, "totals")).isEqualTo(Map.of("shop_total", 2L));
    assertThat(parts.build(Choice.of("core"), RunFixture.SILENT).tables())
        .extracting(TableResult::changes)
        .containsOnly(new Changes(0, 0, 0));
    // The totals were built of the same versions, so they still count.
    assertThat(build(parts, "report")).isEqualTo(Map.of("best_shop", 1L));
    RunReport publication = parts.publish(RunFixture.SILENT);
    assertThat(publication.exitCode()).isZero();
    assertThat(publication.published().orElseThrow().tables()).hasSize(2);
    assertThat(rows("ops", "quarantine")).hasSize(1);

    RunFixture.execute(shop.source, "DELETE FROM sales WHERE id = 5");
    RunReport whole = shop.wholeRun(AS_OF).execute(RunFixture.SILENT);
    assertThat(whole.tables()).extracting(TableResult::changes).containsOnly(new Changes(0, 0, 0));
    assertThat(whole.published().orElseThrow().tables())
        .allMatch(PublishResult.TableResult::skipped);
    assertThat(rows("ops", "run"))
        .extracting(row -> row.<String>getAs("command"))
        .containsExactlyInAnyOrder(
            "ingest", "build core", "build totals", "build core", "build report", "publish", "run");
    assertThat(rows("ops", "model_run"))
        .filteredOn(row -> row.<String>getAs("run_id").equals("parts"))
        .extracting(row -> row.<String>getAs("table_name"))
        .containsExactlyInAnyOrder(
            "stg_sale", "sale", "shop_total", "stg_sale", "sale", "best_shop");
  }

  @Test
  void aPartThatComesTooEarlyIsRefusedWithWhatToDoFirst() {
    StagedRun run = shop.run("early");
    assertRefused(
        () -> run.build(Choice.of("core"), RunFixture.SILENT),
        "Start with `leadhouse ingest --run early`.");
    assertRefused(() -> run.publish(RunFixture.SILENT), "has no complete ingest");
    run.ingest(AS_OF, Set.of(), RunFixture.SILENT);
    assertRefused(
        () -> run.build(Choice.of("totals"), RunFixture.SILENT),
        "'totals' reads sale",
        "`leadhouse build --select core --run early`");
    build(run, "core");
    assertRefused(
        () -> run.publish(RunFixture.SILENT), "needs shop_total", "--select totals --run early");
    assertRefused(() -> run.build(Choice.of("total"), RunFixture.SILENT), "Did you mean 'totals'?");
  }

  @Test
  void anIngestThatFailsLeavesNothingToGoOnFrom() {
    StagedRun run = shop.run("broken");
    run.ingest(AS_OF, Set.of(), RunFixture.SILENT);
    RunFixture.execute(shop.source, "ALTER TABLE sales RENAME TO sold");
    assertThatThrownBy(() -> run.ingest(AS_OF, Set.of(), RunFixture.SILENT))
        .isInstanceOf(LeadhouseException.class);
    assertRefused(() -> run.build(Choice.of("core"), RunFixture.SILENT), "no complete ingest");
  }

  @Test
  void aSourceTableThatDriftedStopsWhatReadsItUntilItIsAccepted() {
    shop.run("before").ingest(AS_OF, Set.of(), RunFixture.SILENT);
    RunFixture.execute(shop.source, "ALTER TABLE sales ALTER pieces TYPE bigint");

    RunReport drifted = shop.run("drifted").ingest(AS_OF, Set.of(), RunFixture.SILENT);
    assertThat(drifted.exitCode()).isEqualTo(5);
    assertThat(drifted.problem().orElseThrow().message())
        .contains(
            "column 'pieces' was integer and is bigint",
            "--accept sales",
            "tables depend on it: stg_sale, sale, ");
    RunReport built = shop.run("drifted").build(Choice.of("core"), RunFixture.SILENT);
    assertThat(built.exitCode()).isEqualTo(5);
    assertThat(built.tables()).extracting(TableResult::status).containsOnly(Status.SKIPPED);

    RunReport accepted = shop.run("accepted").ingest(AS_OF, Set.of("sales"), RunFixture.SILENT);
    assertThat(accepted.exitCode()).isZero();
    assertThat(KeptVersions.assertOfAllTables(shop.config().warehouse()))
        .contains("ops/source_change");
  }

  @Test
  void aTableThatFailedStopsItsReadersInLaterPartsUntilItIsRepaired() {
    shop.sells(5, "everywhere", 100);
    shop.query("core/sale", "SELECT sale_id, left(shop, 8) AS shop, pieces FROM stg_sale");
    shop.query(
        "marts/totals/shop_total",
        "SELECT concat(shop, '!') AS shop, sum(pieces) AS pieces FROM sale GROUP BY shop");
    StagedRun run = shop.run("failing");
    run.ingest(AS_OF, Set.of(), RunFixture.SILENT);
    build(run, "core");

    RunReport totals = run.build(Choice.of("totals"), RunFixture.SILENT);
    assertThat(totals.exitCode()).isEqualTo(4);
    RunReport report = run.build(Choice.of("report"), RunFixture.SILENT);
    assertThat(report.exitCode()).isEqualTo(4);
    assertThat(report.tables().get(0).status()).isEqualTo(Status.SKIPPED);
    assertThat(report.tables().get(0).problem().orElseThrow().message()).contains("shop_total");
    RunReport nothing = run.publish(RunFixture.SILENT);
    assertThat(nothing.exitCode()).isEqualTo(4);
    assertThat(nothing.published().orElseThrow().tables()).isEmpty();
    assertThat(nothing.tables())
        .extracting(TableResult::table)
        .containsExactly("shop_total", "best_shop");

    shop.query(
        "marts/totals/shop_total", "SELECT shop, sum(pieces) AS pieces FROM sale GROUP BY shop");
    StagedRun after = shop.run("failing");
    build(after, "totals");
    // The report was skipped for a failure that is no more: it has to be built anew.
    assertRefused(() -> after.publish(RunFixture.SILENT), "needs best_shop");
    build(after, "report");
    RunReport repaired = after.publish(RunFixture.SILENT);
    assertThat(repaired.exitCode()).isZero();
    assertThat(repaired.published().orElseThrow().tables()).hasSize(2);
  }

  @Test
  void aQueryThatChangedSinceTheIngestIsTypeCheckedFirst() {
    shop.run("changed").ingest(AS_OF, Set.of(), RunFixture.SILENT);
    shop.query("core/sale", "SELECT sale_id, shop, pieces + 0.5 AS pieces FROM stg_sale");
    assertRefused(
        () -> shop.run("changed").build(Choice.of("core"), RunFixture.SILENT), "is stale (sale)");
    shop.lock();
    build(shop.run("changed"), "core");
  }

  @Test
  void aRepairedContractHasToReachTheMartsThatReadIt() {
    shop.query(
        "marts/totals/shop_total",
        "SELECT shop, sum(pieces) AS pieces FROM stg_sale GROUP BY shop");
    StagedRun run = shop.run("contract");
    run.ingest(AS_OF, Set.of(), RunFixture.SILENT);
    build(run, "core");
    build(run, "totals");
    build(run, "report");
    shop.query(
        "sources/shop/stg_sale",
        "SELECT CAST(id AS STRING) AS sale_id, upper(shop) AS shop, pieces FROM raw_sales");
    StagedRun after = shop.run("contract");
    build(after, "core");
    assertRefused(() -> after.publish(RunFixture.SILENT), "--select totals --run contract");
  }

  @Test
  void aBuildThatDiedStopsWhatReadsItAndNothingElse() {
    StagedRun run = shop.run("killed");
    run.ingest(AS_OF, Set.of(), RunFixture.SILENT);
    build(run, "core");
    build(run, "totals");
    RunStates states = new RunStates(shop.config().warehouse());
    states.save(states.load("killed").trying("report", List.of("best_shop")));

    RunReport publication = run.publish(RunFixture.SILENT);

    assertThat(publication.exitCode()).isEqualTo(70);
    assertThat(publication.tables().get(0).problem().orElseThrow().message())
        .contains("report did not end");
    assertThat(publication.published().orElseThrow().tables())
        .extracting(PublishResult.TableResult::table)
        .containsExactly("shop_total");
    build(run, "report");
    assertThat(run.publish(RunFixture.SILENT).exitCode()).isZero();
  }

  @Test
  void partsWithOtherParametersDoNotFitTogether() {
    shop.run("parameters").ingest(AS_OF, Set.of(), RunFixture.SILENT);
    RunStates states = new RunStates(shop.config().warehouse());
    RunState state = states.load("parameters");
    states.save(
        RunState.begun(
            state.run(),
            state.pack(),
            AS_OF,
            state.house(),
            "others",
            state.raw(),
            List.of(),
            Set.of()));
    assertRefused(
        () -> shop.run("parameters").build(Choice.of("core"), RunFixture.SILENT),
        "began with other parameters");
  }

  @Test
  void anotherCommandOfTheWarehouseHasToWait() {
    StagedRun run = shop.run("waiting");
    try (WarehouseFolder held = WarehouseFolder.take(shop.config().warehouse(), "shop", "a run")) {
      assertThatThrownBy(() -> run.ingest(AS_OF, Set.of(), RunFixture.SILENT))
          .isInstanceOfSatisfying(
              LeadhouseException.class, e -> assertThat(e.category().mayHeal()).isTrue());
      assertThat(held).isNotNull();
    }
  }

  private static Map<String, Long> build(StagedRun run, String subject) {
    RunReport report = run.build(Choice.of(subject), RunFixture.SILENT);
    assertThat(report.tables()).allMatch(table -> table.status() == Status.DONE);
    return report.tables().stream()
        .collect(Collectors.toMap(TableResult::table, TableResult::rows));
  }

  private static void assertRefused(ThrowingCallable part, String... messages) {
    assertThatThrownBy(part)
        .isInstanceOfSatisfying(
            LeadhouseException.class, e -> assertThat(e.category().exitCode()).isEqualTo(2))
        .hasMessageContainingAll(messages);
  }

  private List<Row> rows(String layer, String table) {
    DeltaStore store = new DeltaStore(shop.config().warehouse());
    Path path = store.path(layer, table);
    return store.read(shop.session, path, store.version(shop.session, path)).collectAsList();
  }
}
