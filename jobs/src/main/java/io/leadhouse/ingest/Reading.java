package io.leadhouse.ingest;

import java.util.List;

/** How much of a table is read. */
sealed interface Reading {
  /** For the console and ops.freshness: {@code whole}, {@code changed}, … */
  String name();

  /** Why, for people; empty where there is nothing to explain. */
  String why();

  /** Every row. */
  record Whole(String why) implements Reading {
    @Override
    public String name() {
      return "whole";
    }
  }

  /**
   * Rows that may have changed since the last time.
   *
   * @param parts conditions, a task each; every row that changed meets one of them
   * @param maybeKnown a condition that holds for every row among them that may be as it was
   */
  record Part(String name, String why, List<String> parts, String maybeKnown) implements Reading {
    public Part {
      parts = List.copyOf(parts);
    }
  }
}
