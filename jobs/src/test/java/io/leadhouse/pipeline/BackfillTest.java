package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.Changes;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.demo.DemoConfig;
import io.leadhouse.engine.Scope;
import io.leadhouse.engine.TableResult;
import io.leadhouse.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Days in a row over the end of a month, a whole month in a soak, held against the rule for each
 * kind of table.
 */
class BackfillTest {
  private static final LocalDate FIRST = LocalDate.parse("2026-02-26");
  private static final int DAYS = Integer.getInteger("leadhouse.soak.days", 5);
  private static final List<String> DERIVED =
      List.of("stg_sale", "reporting_window", "sale", "shop_day", "stock_history");

  @TempDir private Path folder;
  private SmallShop shop;

  @BeforeEach
  void aHouseWithAClock() {
    shop = new SmallShop(folder);
    RunFixture.execute(shop.source, "ALTER TABLE sales ADD COLUMN day date");
    shop.query(
        "sources/shop/stg_sale",
        "SELECT CAST(id AS STRING) AS sale_id, shop, pieces, day FROM raw_sales");
    shop.write(
        "staging/stg_sale/table.yml",
        """
        description: One row per sale.
        key: [sale_id]
        columns:
          sale_id: {type: string, meaning: The sale.}
          shop: {type: string, meaning: Where it was.}
          pieces: {type: int, meaning: How much was sold.}
          day: {type: date, meaning: When.}
        """);
    table(
        "core/reporting_window",
        "key: [shop]\ncolumns: {shop: The shop., as_of_day: Day of the run.}\n",
        "SELECT DISTINCT shop, CAST(:as_of AS DATE) AS as_of_day FROM stg_sale");
    table(
        "core/sale",
        "key: [sale_id]\ncolumns: {sale_id: It., shop: Where., pieces: How much., day: When.}\n",
        "SELECT sale_id, shop, pieces, day FROM stg_sale");
    table(
        "core/stock_history",
        "key: [shop, day]\ncolumns: {shop: Where., day: A day with sales., sold: Sold till then.}\n",
        "SELECT DISTINCT sale.shop, sale.day,"
            + " sum(sale.pieces) OVER (PARTITION BY sale.shop ORDER BY sale.day"
            + " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS sold"
            + " FROM sale INNER JOIN reporting_window ON sale.shop = reporting_window.shop"
            + " WHERE sale.day < reporting_window.as_of_day");
    table(
        "marts/days/shop_day",
        """
        key: [shop, day]
        columns: {shop: Where., day: When., pieces: Sold., is_over: It is over.}
        publish: {settled: {is_over: [pieces]}}
        """,
        "SELECT sale.shop, sale.day, sum(sale.pieces) AS pieces,"
            + " sale.day < reporting_window.as_of_day AS is_over"
            + " FROM sale INNER JOIN reporting_window ON sale.shop = reporting_window.shop"
            + " WHERE sale.day <= reporting_window.as_of_day"
            + " GROUP BY sale.shop, sale.day, reporting_window.as_of_day");
    shop.lock(Map.of("raw_sales", "id bigint, shop string, pieces int, day date"));
  }

  @Test
  void daysInARowLeaveWhatOneRebuildOfTheLastDayDoesAndTheJournalTellsWhatMoved() {
    List<String> runs = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      sells(100 + day, "north", 1 + day, FIRST.plusDays(day));
      sells(200 + day, "south", 2, FIRST.plusDays(day));
      if (day == 3) {
        sells(300, "north", 100, FIRST.plusDays(1));
      }
      runs.add(run(shop.config(), FIRST.plusDays(day)).runId());
    }
    LocalDate last = FIRST.plusDays(DAYS - 1L);

    Map<String, List<String>> dayByDay = rows(shop.config());
    LeadhouseConfig another =
        DemoConfig.write(
            folder.resolve("another"), "shop", shop.source, TestDatabase.fresh("another"));
    run(another, last);
    assertThat(dayByDay).isEqualTo(rows(another));

    String late = "shop_day {\"shop\":\"north\",\"day\":\"2026-02-27\"} pieces: 2 -> 102, late row";
    assertThat(journal(shop.config())).containsExactly(late);
    assertThat(journal(another)).isEmpty();

    RunReport rebuilt =
        warehouseRun(shop.config(), last).with(Scope.Effort.EVERYTHING).execute(RunFixture.SILENT);
    assertThat(rebuilt.tables())
        .extracting(TableResult::changes)
        .containsOnly(new Changes(0, 0, 0));
    assertThat(journal(shop.config())).containsExactly(late);

    // An earlier day again: what is known today about it. Its own run is what was known then.
    run(shop.config(), FIRST.plusDays(2));
    run(another, FIRST.plusDays(2));
    assertThat(rows(shop.config())).isEqualTo(rows(another));
    assertThat(rows(shop.config()).get("shop_day")).contains("[north,2026-02-27,102,true]");
    assertThat(journal(shop.config())).containsExactly(late);
    Replay replay = shop.replay(Instant.now());
    assertThat(texts(replay.rows(runs.get(2), "shop_day").collectAsList()))
        .contains("[north,2026-02-27,2,true]");
  }

  private void table(String place, String yaml, String query) {
    shop.write(place + "/table.yml", "description: One row per thing.\n" + yaml);
    shop.query(place, query);
  }

  private void sells(int id, String where, int pieces, LocalDate day) {
    RunFixture.execute(
        shop.source,
        "INSERT INTO sales VALUES (%d, '%s', %d, '%s')".formatted(id, where, pieces, day));
  }

  private RunReport run(LeadhouseConfig config, LocalDate day) {
    RunReport report = warehouseRun(config, day).execute(RunFixture.SILENT);
    assertThat(report.problem()).isEmpty();
    return report;
  }

  private WarehouseRun warehouseRun(LeadhouseConfig config, LocalDate day) {
    Instant asOf = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    return new WarehouseRun(
        shop.house(), shop.session, config, new RunClock(Clock.systemUTC(), asOf));
  }

  private Map<String, List<String>> rows(LeadhouseConfig config) {
    DeltaStore store = new DeltaStore(config.warehouse());
    Map<String, List<String>> rows = new TreeMap<>();
    for (String name : DERIVED) {
      Path path = store.path(shop.house().warehouse().table(name).layer(), name);
      rows.put(
          name,
          texts(store.read(shop.session, path, store.version(shop.session, path)).collectAsList()));
    }
    return rows;
  }

  private List<String> journal(LeadhouseConfig config) {
    DeltaStore store = new DeltaStore(config.warehouse());
    Path path = store.path("ops", "restatement");
    if (!store.exists(shop.session, path)) {
      return List.of();
    }
    return store
        .read(shop.session, path, store.version(shop.session, path))
        .collectAsList()
        .stream()
        .map(
            row ->
                "%s %s %s: %s -> %s, %s"
                    .formatted(
                        row.getAs("table_name"),
                        row.getAs("row_key"),
                        row.getAs("column_name"),
                        row.getAs("old_value"),
                        row.getAs("new_value"),
                        row.getAs("cause")))
        .toList();
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(Row::toString).sorted().toList();
  }
}
