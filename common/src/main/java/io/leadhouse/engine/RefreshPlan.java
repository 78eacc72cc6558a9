package io.leadhouse.engine;

import java.util.Map;
import java.util.Set;

/** How much of a table a run has to recompute. */
sealed interface RefreshPlan extends AutoCloseable {
  /** Why it is done so. */
  String why();

  @Override
  default void close() {}

  /**
   * Nothing: its rows are as its inputs are.
   *
   * @param last what it is made of, which is all that has to be known of it
   */
  record Untouched(Consumption last, String why) implements RefreshPlan {}

  /** Everything. */
  record Full(String why) implements RefreshPlan {}

  /**
   * The rows of some refresh keys.
   *
   * @param version of the table, in which other rows stay as they are
   * @param narrowed the inputs of which only the rows of these keys are needed
   * @param links of others, by what the rows are found that lead to these keys
   */
  record ByKey(
      long version,
      TouchedKeys keys,
      Set<String> narrowed,
      Map<String, TouchLink> links,
      String why)
      implements RefreshPlan {
    @Override
    public void close() {
      keys.close();
    }
  }

  /**
   * The rows of a contract with some keys.
   *
   * @param version of the contract, in which other rows stay as they are
   * @param keys as {@link RowKeys} writes them
   */
  record OfContract(long version, TouchedKeys keys, String why) implements RefreshPlan {
    @Override
    public void close() {
      keys.close();
    }
  }
}
