package io.leadhouse.engine;

import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Logic;
import io.leadhouse.model.Parameter;
import io.leadhouse.model.Table;
import java.time.zone.ZoneRulesProvider;
import java.util.List;

/**
 * Names what a table is made by: its logic, the parts of table.yml that shape or judge its rows,
 * and the parameters it uses. Descriptions and indexes change no row and so no hash. The clock,
 * where it is used, stands behind the hash.
 */
final class DefinitionHash {
  /** To be raised when the engine makes other rows of the same definition. */
  private static final String ENGINE = "1";

  /**
   * Beside the definition, what may make other rows of it: this engine, Spark's functions, and the
   * rules of the time zones, which a Java update brings along.
   */
  static final List<String> MADE_WITH =
      List.of(
          ENGINE,
          org.apache.spark.package$.MODULE$.SPARK_VERSION(),
          ZoneRulesProvider.getVersions("UTC").lastEntry().getKey());

  private static final String CLOCK = "@";

  private DefinitionHash() {}

  static String of(Table table, TableGraph graph, ParameterValues parameters) {
    return of(table, graph, parameters, MADE_WITH);
  }

  static String of(
      Table table, TableGraph graph, ParameterValues parameters, List<String> madeWith) {
    Fingerprint hash = new Fingerprint();
    madeWith.forEach(hash::add);
    hash.add(table.kind().name());
    hash.add(table.key().toString());
    hash.add(table.refresh().toString());
    hash.add(table.columns().keySet().toString());
    hash.add(table.rules().toString());
    hash.add(table.references().toString());
    // A child is looked up by it.
    table.references().values().forEach(parent -> hash.add(graph.key(parent).toString()));
    // A new check has to see all rows once.
    hash.add(table.checks().toString());
    hash.add(parameters.canonicalWithoutClock(graph.parameters(table.name())));
    if (table.isStaging()) {
      table.columns().forEach((name, column) -> hash.add(column.type() + " " + column.personal()));
    }
    if (table.logic() instanceof Logic.Query query) {
      hash.add(query.sql());
    } else if (table.logic() instanceof Logic.JavaClass java) {
      hash.add(java.inputs().toString());
      hash.add(parameters.canonicalWithoutClock(parameters.names()));
      addCode(hash, java.className());
    }
    return graph.parameters(table.name()).contains(Parameter.AS_OF)
        ? hash.text() + CLOCK + parameters.value(Parameter.AS_OF)
        : hash.text();
  }

  /** Why another definition is another: by the clock alone, or by what the table is made by. */
  static String difference(String before, String now) {
    int clock = now.indexOf(CLOCK);
    return clock >= 0 && before.startsWith(now.substring(0, clock + 1))
        ? "the clock moved: as of " + now.substring(clock + 1)
        : "its definition changed";
  }

  /** A model may call any class beside it, so that a change of one of them is a change of it. */
  private static void addCode(Fingerprint hash, String className) {
    try {
      hash.addCode(Class.forName(className));
    } catch (ClassNotFoundException e) {
      // Whoever makes the table says so.
      hash.add(className);
    }
  }
}
