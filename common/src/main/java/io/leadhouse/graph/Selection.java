package io.leadhouse.graph;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.yaml.NearestName;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tables that a person names: {@code lead} is that table, {@code lead+} also all that depends
 * on it, {@code +lead} also all that it is made of. A subject stands for its tables.
 */
public final class Selection {
  private static final String PLUS = "+";

  private final TableGraph graph;
  private final Map<String, List<String>> names = new TreeMap<>();

  public Selection(House house) {
    this.graph = house.graph();
    graph.order().forEach(table -> names.put(table, List.of(table)));
    // Schedulers name subjects, so that a table of the same name stands back.
    new Subjects(house).inOrder().forEach(subject -> names.put(subject.name(), subject.tables()));
  }

  /**
   * The tables, inputs before what reads them.
   *
   * @throws LeadhouseException CONFIGURATION, naming the nearest table or subject
   */
  public List<String> of(Collection<String> selected) {
    Set<String> found = new HashSet<>();
    for (String text : selected) {
      boolean withInputs = text.startsWith(PLUS);
      boolean withDependents = text.endsWith(PLUS) && text.length() > 1;
      String name =
          text.substring(withInputs ? 1 : 0, withDependents ? text.length() - 1 : text.length());
      for (String table : named(name)) {
        found.add(table);
        if (withInputs) {
          found.addAll(madeOf(table));
        }
        if (withDependents) {
          found.addAll(graph.dependents(table));
        }
      }
    }
    return graph.order().stream().filter(found::contains).toList();
  }

  private List<String> named(String name) {
    List<String> tables = names.get(name);
    if (tables == null) {
      throw LeadhouseException.configuration(
          "--select: no table or subject '%s'.%s"
              .formatted(name, NearestName.hint(name, names.keySet())));
    }
    return tables;
  }

  private Set<String> madeOf(String table) {
    Set<String> found = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(graph.tableInputs(table));
    while (!open.isEmpty()) {
      String input = open.pop();
      if (found.add(input)) {
        open.addAll(graph.tableInputs(input));
      }
    }
    return found;
  }
}
