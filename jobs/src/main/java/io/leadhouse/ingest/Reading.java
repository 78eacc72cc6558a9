package io.leadhouse.ingest;

import java.util.List;
import java.util.Optional;

/** How much of a table is read. */
sealed interface Reading {
  /** For the console and ops.freshness: {@code whole}, {@code changed}, … */
  String name();

  /** Why, for people; empty where there is nothing to explain. */
  String why();

  /**
   * A condition for rows that the pass which counts the table has to find. Where it finds none, and
   * the keys are those of the raw table, nothing has changed; empty where no condition tells that.
   */
  default Optional<String> unseen() {
    return Optional.empty();
  }

  /** What is read instead of every row. */
  Optional<Part> part(FoundRows found);

  /** Every row. */
  record Whole(String why, Optional<String> unseen) implements Reading {
    Whole(String why) {
      this(why, Optional.empty());
    }

    @Override
    public String name() {
      return "whole";
    }

    @Override
    public Optional<Part> part(FoundRows found) {
      return Optional.empty();
    }
  }

  /**
   * Rows that the last snapshot did not see.
   *
   * @param condition for them
   * @param maybeKnown a condition that holds for every row among them that may be as it was
   */
  record Unseen(String why, String condition, String maybeKnown) implements Reading {
    static final String NAME = "changed";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Optional<String> unseen() {
      return Optional.of(condition);
    }

    @Override
    public Optional<Part> part(FoundRows found) {
      List<String> parts =
          found.parts().stream().map(part -> "(%s) AND (%s)".formatted(condition, part)).toList();
      return Optional.of(new Part(name(), why, parts, maybeKnown));
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

    @Override
    public Optional<Part> part(FoundRows found) {
      return Optional.of(this);
    }
  }
}
