package io.leadhouse.graph;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Table;
import io.leadhouse.model.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The house cut into parts that are built one after the other: the folder between a layer and its
 * tables names the subject, and whatever lies directly in its layer is {@value #CORE}.
 */
public final class Subjects {
  /** The staging contracts and the facts, which every other subject reads. */
  public static final String CORE = "core";

  private final NavigableMap<String, Subject> subjects = new TreeMap<>();
  private final List<Subject> inOrder;

  /**
   * A part of the house.
   *
   * @param tables in the order in which they are built
   * @param reads the other subjects whose tables these tables read
   */
  public record Subject(String name, List<String> tables, NavigableSet<String> reads) {}

  /**
   * Cuts the house.
   *
   * @throws LeadhouseException CONFIGURATION when subjects read each other in a circle, so that
   *     none of them can be built first
   */
  public Subjects(House house) {
    Warehouse warehouse = house.warehouse();
    TableGraph graph = house.graph();
    for (String name : graph.order()) {
      String subject = nameOf(warehouse.table(name));
      subjects
          .computeIfAbsent(subject, s -> new Subject(s, new ArrayList<>(), new TreeSet<>()))
          .tables()
          .add(name);
    }
    for (Subject subject : subjects.values()) {
      for (String table : subject.tables()) {
        graph.tableInputs(table).forEach(i -> subject.reads().add(nameOf(warehouse.table(i))));
      }
      subject.reads().remove(subject.name());
    }
    this.inOrder = ordered();
  }

  /** Every subject after those that it reads; among equals by name. */
  public List<Subject> inOrder() {
    return inOrder;
  }

  /** The subject of a table. */
  public static String nameOf(Table table) {
    Path parent = table.folder().getParent().getFileName();
    return parent.toString().equals(table.layer()) ? CORE : parent.toString();
  }

  private List<Subject> ordered() {
    List<Subject> done = new ArrayList<>();
    NavigableMap<String, Subject> waiting = new TreeMap<>(subjects);
    while (!waiting.isEmpty()) {
      List<Subject> ready =
          waiting.values().stream()
              .filter(subject -> subject.reads().stream().noneMatch(waiting::containsKey))
              .toList();
      if (ready.isEmpty()) {
        throw LeadhouseException.configuration(
            "Subjects read each other in a circle: "
                + String.join(", ", waiting.keySet())
                + ". Move the table that two of them need to sql/core or to a folder of its own.");
      }
      done.addAll(ready);
      ready.forEach(subject -> waiting.remove(subject.name()));
    }
    return List.copyOf(done);
  }
}
