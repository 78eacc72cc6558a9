package io.leadhouse.engine;

/** How much of a table a run has to recompute. */
sealed interface RefreshPlan {
  /** Why it is done so. */
  String why();

  /**
   * Nothing: its rows are as its inputs are.
   *
   * @param last what it is made of, which is all that has to be known of it
   */
  record Untouched(Consumption last, String why) implements RefreshPlan {}

  /** Everything. */
  record Full(String why) implements RefreshPlan {}
}
