package io.leadhouse.pipeline;

import io.leadhouse.engine.Models;
import io.leadhouse.engine.ParameterValues;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.lock.HouseAnalysis;
import io.leadhouse.lock.SchemaLock;
import io.leadhouse.model.Warehouse;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import org.apache.spark.sql.SparkSession;

/** Finds what is wrong with sql/ before a run touches the source. */
final class HouseCheck {
  private HouseCheck() {}

  /**
   * Type-checks the house against sql/schema.lock.
   *
   * @throws LeadhouseException CONFIGURATION for a broken table, a pack that was never locked, or a
   *     stale lock
   */
  static void check(
      Path sql,
      SparkSession session,
      Warehouse warehouse,
      TableGraph graph,
      ParameterValues parameters) {
    SchemaLock lock = SchemaLock.read(sql);
    NavigableMap<String, Map<String, String>> raw = lock.sources().get(warehouse.pack().name());
    if (raw == null) {
      throw LeadhouseException.configuration(
          SchemaLock.file(sql)
              + " does not know source pack '"
              + warehouse.pack().name()
              + "'. Run `./leadhouse lock`.");
    }
    Models models = new Models(warehouse, graph, parameters);
    Map<String, Map<String, String>> tables =
        HouseAnalysis.tables(session, warehouse, graph, models, raw);
    if (!tables.equals(lock.tables())) {
      String changed =
          tables.keySet().stream()
              .filter(name -> !tables.get(name).equals(lock.tables().get(name)))
              .findFirst()
              .orElse("a removed table");
      throw LeadhouseException.configuration(
          SchemaLock.file(sql) + " is stale (" + changed + "). Run `./leadhouse lock`.");
    }
  }
}
