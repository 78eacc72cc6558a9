package io.leadhouse.model;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.yaml.NearestName;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * All that sql/ declares, read and validated for one source pack.
 *
 * @param tables every table by name, staging contracts included
 */
public record Warehouse(
    List<Layer> layers,
    Map<String, Parameter> parameters,
    NavigableMap<String, Table> tables,
    SourcePack pack) {

  /**
   * A table by name.
   *
   * @throws LeadhouseException CONFIGURATION, naming the nearest table
   */
  public Table table(String name) {
    Table table = tables.get(name);
    if (table == null) {
      throw LeadhouseException.configuration(
          "No table '" + name + "' in sql/." + NearestName.hint(name, tables.keySet()));
    }
    return table;
  }
}
