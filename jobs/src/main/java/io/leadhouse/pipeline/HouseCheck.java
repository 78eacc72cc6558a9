package io.leadhouse.pipeline;

import io.leadhouse.engine.Models;
import io.leadhouse.engine.ParameterValues;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.House;
import io.leadhouse.lock.HouseAnalysis;
import io.leadhouse.lock.SchemaLock;
import io.leadhouse.model.Table;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Finds what is wrong with sql/ before a run touches the source. */
final class HouseCheck {
  private final House house;
  private final SparkSession session;
  private final Models models;
  private final SchemaLock lock;

  HouseCheck(House house, SparkSession session, ParameterValues parameters) {
    this.house = house;
    this.session = session;
    this.models = new Models(house.warehouse(), house.graph(), parameters);
    this.lock = SchemaLock.read(house.sql());
  }

  /**
   * Type-checks the house against sql/schema.lock.
   *
   * @throws LeadhouseException CONFIGURATION for a broken table, a pack that was never locked, or a
   *     stale lock
   */
  void all() {
    requireLocked(HouseAnalysis.tables(session, house, models, raw()));
    lock.tables().keySet().stream()
        .filter(name -> !house.warehouse().tables().containsKey(name))
        .findFirst()
        .ifPresent(name -> stale("a removed table, " + name));
  }

  /**
   * Type-checks some tables; what the lock says of the others is believed.
   *
   * @param names inputs before what reads them
   * @throws LeadhouseException as {@link #all}
   */
  void some(List<String> names) {
    NavigableMap<String, Map<String, String>> given = new TreeMap<>(raw());
    for (String name : house.graph().order()) {
      Table table = house.warehouse().table(name);
      Optional.ofNullable(
              table.isStaging() ? SchemaLock.columns(table.contract()) : lock.tables().get(name))
          .ifPresent(columns -> given.put(name, columns));
    }
    List<String> unknown =
        names.stream()
            .flatMap(name -> house.graph().inputs(name).stream())
            .filter(input -> !names.contains(input) && !given.containsKey(input))
            .toList();
    unknown.forEach(this::stale);
    requireLocked(HouseAnalysis.tables(session, house, models, given, names));
  }

  private Map<String, Map<String, String>> raw() {
    Map<String, Map<String, String>> raw = lock.sources().get(house.warehouse().pack().name());
    if (raw == null) {
      throw LeadhouseException.configuration(
          SchemaLock.file(house.sql())
              + " does not know source pack '"
              + house.warehouse().pack().name()
              + "'. Run `./leadhouse lock`.");
    }
    return raw;
  }

  private void requireLocked(Map<String, Map<String, String>> analyzed) {
    Stream<String> changed =
        analyzed.keySet().stream()
            .filter(name -> !Objects.equals(analyzed.get(name), lock.tables().get(name)));
    changed.findFirst().ifPresent(this::stale);
  }

  private void stale(String what) {
    throw LeadhouseException.configuration(
        SchemaLock.file(house.sql()) + " is stale (" + what + "). Run `./leadhouse lock`.");
  }
}
