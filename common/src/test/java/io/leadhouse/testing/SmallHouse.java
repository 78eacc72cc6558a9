package io.leadhouse.testing;

import io.leadhouse.model.Warehouse;
import io.leadhouse.model.WarehouseReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A house of a few tables, written to a folder: raw visits and pages → stg_visit → marts. */
public final class SmallHouse {
  private final Path sql;

  private SmallHouse(Path sql) {
    this.sql = sql;
  }

  /** The house as it should be; tests break one thing of it. */
  public static SmallHouse in(Path folder) {
    SmallHouse house = new SmallHouse(folder.resolve("sql"));
    house.write(
        "warehouse.yml",
        """
        layers:
          - {name: staging, reads: [raw], meaning: Contracts.}
          - {name: core, reads: [staging, core], meaning: Facts.}
          - {name: marts, reads: [staging, core, marts], meaning: Answers.}
        parameters:
          as_of: {type: timestamp, meaning: The clock.}
          minimum: {type: int, default: 1, meaning: Fewest seconds that count.}
          labels: {type: "map<string,string>", default: {a: first}, meaning: Names.}
          steps: {type: "array<int>", default: [1, 2], meaning: Steps.}
        """);
    house.write(
        "sources/shop/raw.yml",
        """
        description: A shop.
        schema: public
        tables:
          visits: {key: [id], personal: [email]}
          pages: {key: [id]}
        """);
    house.write("sources/shop/stg_page/query.sql", "SELECT id AS page_id FROM raw_pages");
    house.table(
        "staging/stg_page",
        """
        description: One row per page.
        key: [page_id]
        columns:
          page_id: {type: string, meaning: The page.}
        """);
    house.write(
        "sources/shop/stg_visit/query.sql",
        "SELECT id AS visit_id, page AS page_id, seconds, email FROM raw_visits");
    house.table(
        "staging/stg_visit",
        """
        description: One row per visit.
        key: [visit_id]
        columns:
          visit_id: {type: string, meaning: The visit.}
          page_id: {type: string, meaning: The page.}
          seconds: {type: int, meaning: Its length., unit: seconds}
          email: {type: string, meaning: Who., personal: true}
        rules: [{reject: seconds < 0, reason: seconds is negative}]
        references: {page_id: stg_page}
        """);
    house.query(
        "core/visit",
        """
        description: One row per visit that counts.
        key: [visit_id]
        columns: {visit_id: The visit., page_id: The page., seconds: Its length.}
        checks: [{fail: seconds <= 1000}, {warn: seconds <= 100}]
        """,
        "SELECT visit_id, page_id, seconds FROM stg_visit WHERE seconds >= :minimum");
    house.query(
        "marts/web/page_time",
        """
        description: One row per page.
        key: [page_id]
        columns: {page_id: The page., seconds: Time spent on it.}
        publish: {}
        """,
        "SELECT page_id, sum(seconds) AS seconds FROM visit GROUP BY page_id");
    return house;
  }

  /** The folder sql/. */
  public Path sql() {
    return sql;
  }

  public Warehouse read() {
    return new WarehouseReader(sql).read("shop");
  }

  /** Writes table.yml of a folder below sql/. */
  public SmallHouse table(String folder, String yaml) {
    return write(folder + "/table.yml", yaml);
  }

  /** Writes table.yml and query.sql of a folder below sql/. */
  public SmallHouse query(String folder, String yaml, String query) {
    return table(folder, yaml).write(folder + "/query.sql", query);
  }

  /** Writes any file below sql/. */
  public SmallHouse write(String file, String text) {
    try {
      Path path = sql.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file below sql/. */
  public SmallHouse remove(String file) {
    try {
      Files.delete(sql.resolve(file));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
