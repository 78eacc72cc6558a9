package io.leadhouse.graph;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Layer;
import io.leadhouse.model.Logic;
import io.leadhouse.model.Parameter;
import io.leadhouse.model.Refresh;
import io.leadhouse.model.Table;
import io.leadhouse.model.Warehouse;
import io.leadhouse.yaml.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which table reads which. Built once, it guarantees that every name exists, that no layer looks
 * back and that there is no cycle.
 */
public final class TableGraph {
  /** What a {@code touched_by} query calls the changed rows of its input. */
  public static final String CHANGED = "changed";

  /** The one table that reads the run's instant; others join it. */
  public static final String CLOCK = "reporting_window";

  private static final String LEAD = "lead_id";

  private final Warehouse warehouse;
  private final NavigableMap<String, NavigableSet<String>> inputs = new TreeMap<>();
  private final NavigableMap<String, Set<String>> parameters = new TreeMap<>();
  private final List<String> order;

  /**
   * Reads the dependencies of all tables.
   *
   * @throws LeadhouseException CONFIGURATION naming the file and what is wrong
   */
  public TableGraph(Warehouse warehouse) {
    this.warehouse = warehouse;
    warehouse.tables().values().forEach(this::add);
    this.order = topologicalOrder();
  }

  /** Every table, inputs before what reads them; among equals by name. */
  public List<String> order() {
    return order;
  }

  /** The key of a table. */
  public List<String> key(String table) {
    return warehouse.table(table).key();
  }

  /** What a table reads: tables and raw tables, sorted. Parents of a contract's references too. */
  public NavigableSet<String> inputs(String table) {
    return inputs.get(warehouse.table(table).name());
  }

  /** What reads a table, raw ones included, or reads what reads it; in build order. */
  public List<String> dependents(String table) {
    List<String> found = new ArrayList<>();
    for (String name : order()) {
      if (inputs(name).stream().anyMatch(input -> input.equals(table) || found.contains(input))) {
        found.add(name);
      }
    }
    return found;
  }

  /** The inputs that are tables of sql/: all but raw. */
  public NavigableSet<String> tableInputs(String table) {
    NavigableSet<String> known = new TreeSet<>(inputs(table));
    known.retainAll(warehouse.tables().keySet());
    return known;
  }

  /** The parameters that a table's query names. */
  public Set<String> parameters(String table) {
    return parameters.get(warehouse.table(table).name());
  }

  /** The tables that name the given one, sorted. */
  public NavigableSet<String> readers(String table) {
    NavigableSet<String> readers = new TreeSet<>();
    inputs.forEach(
        (reader, read) -> {
          if (read.contains(table)) {
            readers.add(reader);
          }
        });
    return readers;
  }

  private void add(Table table) {
    NavigableSet<String> names = new TreeSet<>();
    Set<String> used = Set.of();
    if (table.logic() instanceof Logic.Query query) {
      ParsedQuery parsed = ParsedQuery.of(query.file(), query.sql());
      names.addAll(parsed.tables());
      used = parsed.parameters();
    } else if (table.logic() instanceof Logic.JavaClass java) {
      names.addAll(java.inputs().tables());
    }
    names.forEach(name -> requireReadable(table, name));
    used.forEach(name -> requireParameter(table, name));
    table.references().values().forEach(parent -> requireContract(table, parent));
    names.addAll(table.references().values());
    requireTouching(table, names);
    requireOneMeaning(table, names);
    inputs.put(table.name(), names);
    parameters.put(table.name(), used);
  }

  private void requireReadable(Table table, String name) {
    String layer = layerOf(table, name);
    Layer own =
        warehouse.layers().stream()
            .filter(l -> l.name().equals(table.layer()))
            .findFirst()
            .orElseThrow();
    if (!own.reads().contains(layer)) {
      throw LeadhouseException.configuration(
          table.folder()
              + ": reads '"
              + name
              + "' of layer '"
              + layer
              + "', but layer '"
              + own.name()
              + "' may read only "
              + String.join(", ", own.reads())
              + ".");
    }
  }

  private static void requireTouching(Table table, NavigableSet<String> inputs) {
    if (!(table.refresh() instanceof Refresh.ByKey byKey)) {
      return;
    }
    Path file = table.folder().resolve("table.yml");
    byKey
        .touchedBy()
        .forEach(
            (input, query) -> {
              NavigableSet<String> read = new TreeSet<>(ParsedQuery.of(file, query).tables());
              boolean reads = read.remove(CHANGED);
              read.add(input);
              read.removeAll(inputs);
              if (!reads || !read.isEmpty()) {
                throw LeadhouseException.configuration(
                    file
                        + ": touched_by of '"
                        + input
                        + "' must read '"
                        + CHANGED
                        + "', which holds the changed rows of that input, and may read inputs of the"
                        + " table"
                        + (read.isEmpty() ? "" : ", which " + String.join(", ", read) + " is not")
                        + ".");
              }
            });
  }

  /**
   * Contracts name a lead as the source does, core names it after its merges. Of a query the
   * analysis sees whether it mixes the two; of a Java model nobody does.
   */
  private void requireOneMeaning(Table table, NavigableSet<String> names) {
    if (!(table.logic() instanceof Logic.JavaClass)
        || !(table.refresh() instanceof Refresh.ByKey byKey)
        || !byKey.key().contains(LEAD)) {
      return;
    }
    for (String name : names) {
      Table input = warehouse.tables().get(name);
      if (input.isStaging()
          && input.columns().keySet().containsAll(byKey.key())
          && !byKey.touchedBy().containsKey(name)) {
        throw LeadhouseException.configuration(
            table.folder().resolve("table.yml")
                + ": a Java model that is refreshed by lead must say in touched_by which leads a row of '"
                + name
                + "' touches, because a contract's lead_id is the source's and core's is the"
                + " survivor's.");
      }
    }
  }

  private String layerOf(Table table, String name) {
    Table input = warehouse.tables().get(name);
    if (input != null) {
      return input.layer();
    }
    NavigableSet<String> raw = warehouse.pack().rawTables();
    if (raw.contains(name)) {
      return "raw";
    }
    List<String> known = new ArrayList<>(warehouse.tables().keySet());
    known.addAll(raw);
    throw LeadhouseException.configuration(
        describe(table) + ": no table '" + name + "'." + NearestName.hint(name, known));
  }

  private void requireParameter(Table table, String name) {
    if (!warehouse.parameters().containsKey(name)) {
      throw LeadhouseException.configuration(
          describe(table)
              + ": no parameter ':"
              + name
              + "' in sql/warehouse.yml."
              + NearestName.hint(name, warehouse.parameters().keySet()));
    }
    // The clock is a table: whatever else read as_of would change with every run.
    boolean clock = table.name().equals(CLOCK);
    if (name.equals(Parameter.AS_OF) && !clock) {
      throw LeadhouseException.configuration(
          describe(table) + ": only " + CLOCK + " may use :as_of; join that table instead.");
    }
  }

  private void requireContract(Table table, String parent) {
    Table contract = warehouse.tables().get(parent);
    if (contract == null || !contract.isStaging()) {
      throw LeadhouseException.configuration(
          table.folder().resolve("table.yml")
              + ": references '"
              + parent
              + "', which is no staging contract.");
    }
  }

  private static String describe(Table table) {
    return table.logic() instanceof Logic.Query query
        ? query.file().toString()
        : table.folder().resolve("table.yml").toString();
  }

  private List<String> topologicalOrder() {
    List<String> done = new ArrayList<>();
    NavigableSet<String> waiting = new TreeSet<>(inputs.keySet());
    while (!waiting.isEmpty()) {
      List<String> ready =
          waiting.stream()
              .filter(name -> inputs.get(name).stream().noneMatch(waiting::contains))
              .toList();
      if (ready.isEmpty()) {
        throw LeadhouseException.configuration(
            "Tables read each other in a cycle: "
                + waiting.stream().collect(Collectors.joining(", "))
                + ". Break it in one query.sql.");
      }
      done.addAll(ready);
      ready.forEach(waiting::remove);
    }
    return List.copyOf(done);
  }
}
