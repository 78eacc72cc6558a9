package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.demo.DemoConfig;
import io.leadhouse.engine.Models;
import io.leadhouse.graph.House;
import io.leadhouse.lock.HouseAnalysis;
import io.leadhouse.lock.SchemaLock;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.testing.TestDatabase;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A house of three subjects over a source of one table: core (stg_sale, sale) is read by totals,
 * and totals by report. Small, so that a run in parts costs seconds.
 */
public final class SmallShop {
  final PostgresEndpoint source;
  final PostgresEndpoint analytics = TestDatabase.fresh("shop_analytics");
  public final SparkSession session = TestSession.fresh();
  private final Path folder;

  public SmallShop(Path folder) {
    this(folder, TestDatabase.fresh("shop"), "{key: [id]}");
  }

  /**
   * @param source an empty database
   * @param sales how raw.yml has the table pulled
   */
  SmallShop(Path folder, PostgresEndpoint source, String sales) {
    this.folder = folder;
    this.source = source;
    write(
        "warehouse.yml",
        """
        layers:
          - {name: staging, reads: [raw], meaning: Contracts.}
          - {name: core, reads: [staging, core], meaning: Facts.}
          - {name: marts, reads: [staging, core, marts], meaning: Answers.}
        parameters:
          as_of: {type: timestamp, meaning: The clock.}
        """);
    write(
        "sources/shop/raw.yml",
        """
        description: A shop.
        schema: public
        tables:
          sales: %s
        """
            .formatted(sales));
    String schema = "CREATE TABLE sales (id bigint PRIMARY KEY, shop text, pieces int);";
    write("sources/shop/schema.sql", schema);
    write(
        "sources/shop/stg_sale/query.sql",
        "SELECT CAST(id AS STRING) AS sale_id, shop, pieces FROM raw_sales");
    write(
        "staging/stg_sale/table.yml",
        """
        description: One row per sale.
        key: [sale_id]
        columns:
          sale_id: {type: string, meaning: The sale.}
          shop: {type: string, meaning: Where it was.}
          pieces: {type: int, meaning: How much was sold.}
        rules: [{reject: shop IS NULL, reason: no shop}]
        """);
    table("core/sale", "sale_id", "shop", "pieces", "SELECT sale_id, shop, pieces FROM stg_sale");
    table(
        "marts/totals/shop_total",
        "shop",
        "pieces",
        "SELECT shop, sum(pieces) AS pieces FROM sale GROUP BY shop");
    table("marts/report/best_shop", "shop", "SELECT shop FROM shop_total WHERE pieces > 5");
    RunFixture.execute(source, schema);
    lock();
  }

  /** Writes a table's folder; the last of the columns is followed by its query. */
  private void table(String place, String... columnsAndQuery) {
    int columns = columnsAndQuery.length - 1;
    StringBuilder yaml = new StringBuilder("description: One row per thing.\n");
    yaml.append("key: [").append(columnsAndQuery[0]).append("]\ncolumns:\n");
    for (int i = 0; i < columns; i++) {
      yaml.append("  ").append(columnsAndQuery[i]).append(": What it is.\n");
    }
    yaml.append("checks: [{fail: length(shop) < 9}]\n");
    if (place.startsWith("marts")) {
      yaml.append("publish: {}\n");
    }
    write(place + "/table.yml", yaml.toString());
    write(place + "/query.sql", columnsAndQuery[columns]);
  }

  /** Changes a query, as somebody who repairs a table in the middle of a run. */
  void query(String place, String query) {
    write(place + "/query.sql", query);
  }

  void lock() {
    lock(Map.of());
  }

  /**
   * @param others columns of raw tables that were added to the shop's own
   */
  void lock(Map<String, String> others) {
    NavigableMap<String, Map<String, String>> raw = new TreeMap<>();
    raw.put(
        "raw_sales", SchemaLock.columns(StructType.fromDDL("id bigint, shop string, pieces int")));
    others.forEach((name, ddl) -> raw.put(name, SchemaLock.columns(StructType.fromDDL(ddl))));
    House house = house();
    Models models =
        new Models(
            house.warehouse(),
            house.graph(),
            RunClock.parameters(Instant.EPOCH, house.warehouse(), Map.of()));
    NavigableMap<String, NavigableMap<String, Map<String, String>>> sources = new TreeMap<>();
    sources.put("shop", raw);
    SchemaLock lock = new SchemaLock(sources, HouseAnalysis.tables(session, house, models, raw));
    write(SchemaLock.file(Path.of("")).toString(), lock.text());
  }

  /** The house as its files are now. */
  public House house() {
    return House.read(sql(), "shop");
  }

  public void sells(long id, String shop, int pieces) {
    RunFixture.execute(
        source,
        "INSERT INTO sales VALUES (%d, %s, %d)"
            .formatted(id, shop == null ? "NULL" : "'" + shop + "'", pieces));
  }

  StagedRun run(String id) {
    return new StagedRun(house(), session, config(), Clock.systemUTC(), id);
  }

  /** A whole run, not begun yet. */
  WarehouseRun wholeRun(Instant asOf) {
    return new WarehouseRun(house(), session, config(), new RunClock(Clock.systemUTC(), asOf));
  }

  /** A whole run that does not fail; its id. */
  public String runAll(Instant asOf) {
    RunReport report = wholeRun(asOf).execute(RunFixture.SILENT);
    assertThat(report.problem()).isEmpty();
    return report.runId();
  }

  /** What earlier runs have left, seen at an instant. */
  public Replay replay(Instant now) {
    return new Replay(house(), session, config(), now);
  }

  public LeadhouseConfig config() {
    return DemoConfig.write(folder, "shop", source, analytics);
  }

  Path sql() {
    return folder.resolve("sql");
  }

  /** Writes a file of the house. */
  void write(String file, String text) {
    try {
      Path path = sql().resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
