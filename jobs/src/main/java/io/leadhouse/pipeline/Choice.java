package io.leadhouse.pipeline;

import io.leadhouse.engine.Scope;
import io.leadhouse.graph.House;
import io.leadhouse.graph.Selection;
import java.util.List;

/**
 * What somebody asks a build for.
 *
 * @param selected tables and subjects as {@link Selection} reads them; none stands for all
 * @param effort how much of them is recomputed
 */
public record Choice(List<String> selected, Scope.Effort effort) {
  public Choice {
    selected = List.copyOf(selected);
  }

  /** What has changed of the given tables. */
  public static Choice of(String... selected) {
    return new Choice(List.of(selected), Scope.Effort.WHAT_CHANGED);
  }

  /** The tables, inputs before what reads them. */
  List<String> tables(House house) {
    return selected.isEmpty() ? house.graph().order() : new Selection(house).of(selected);
  }

  /** The choice as it is written behind a command. */
  String text() {
    return String.join(" ", selected);
  }
}
