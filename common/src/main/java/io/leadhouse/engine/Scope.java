package io.leadhouse.engine;

import io.leadhouse.graph.TableGraph;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Which tables a build makes, and what it has to know of those that it only reads.
 *
 * @param tables what is made
 * @param versions the versions to read, of raw tables and of tables that were made before
 * @param stopped tables that were to be made before and were not, raw ones that were left as they
 *     were among them; what reads them is skipped
 * @param effort how much of the tables is recomputed
 */
public record Scope(
    NavigableSet<String> tables,
    Map<String, Long> versions,
    Map<String, TableResult> stopped,
    Effort effort) {

  /** How much of a table a build recomputes. */
  public enum Effort {
    /** What the changes of its inputs touch. */
    WHAT_CHANGED,
    /** All of it, whatever it is made of. */
    EVERYTHING
  }

  /**
   * The whole house over these raw tables.
   *
   * @param raw versions of the raw tables
   * @param stopped raw tables that were left as they were
   */
  public static Scope whole(
      TableGraph graph, Map<String, Long> raw, Map<String, TableResult> stopped) {
    return new Scope(new TreeSet<>(graph.order()), raw, stopped, Effort.WHAT_CHANGED);
  }

  /** The same tables with another effort. */
  public Scope with(Effort other) {
    return new Scope(tables, versions, stopped, other);
  }
}
