package io.leadhouse.graph;

import io.leadhouse.model.Warehouse;
import io.leadhouse.model.WarehouseReader;
import java.nio.file.Path;

/**
 * What a folder sql/ declares for one source pack, and which of its tables reads which. Read once a
 * command: parsing every query takes a cold JVM about a second.
 *
 * @param sql the folder that it was read from
 */
public record House(Path sql, Warehouse warehouse, TableGraph graph) {
  /**
   * Reads a folder.
   *
   * @param pack name of the source pack
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION naming the file and what is wrong
   */
  public static House read(Path sql, String pack) {
    Warehouse warehouse = new WarehouseReader(sql).read(pack);
    return new House(sql, warehouse, new TableGraph(warehouse));
  }
}
