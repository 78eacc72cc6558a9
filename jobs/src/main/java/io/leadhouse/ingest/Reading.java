package io.leadhouse.ingest;

import io.leadhouse.ingest.SourceCount.Counted;
import java.util.List;
import java.util.Optional;

/** How much of a table is read. */
sealed interface Reading {
  /** For the console and ops.freshness: {@code whole}, {@code changed}, … */
  String name();

  /** Why, for people; empty where there is nothing to explain. */
  String why();

  /** A condition for the rows that the pass which counts the table has to find. */
  default String sought() {
    return "FALSE";
  }

  /** Whether the pass which counts the table has shown that nothing need be read at all. */
  default boolean isUnchanged(Counted counted, Landed before) {
    return false;
  }

  /** What is read instead of every row. */
  Optional<Part> part(FoundRows found);

  /** Every row. */
  record Whole(String why) implements Reading {
    static final String NAME = "whole";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Optional<Part> part(FoundRows found) {
      return Optional.empty();
    }
  }

  /** Every row of a small table, unless it holds what it held. */
  record Small() implements Reading {
    @Override
    public String name() {
      return Whole.NAME;
    }

    @Override
    public String why() {
      return "small";
    }

    @Override
    public boolean isUnchanged(Counted counted, Landed before) {
      return before.hasContentOf(counted.totals());
    }

    @Override
    public Optional<Part> part(FoundRows found) {
      return Optional.empty();
    }
  }

  /**
   * Rows that the last snapshot did not see.
   *
   * @param sought a condition for them
   * @param maybeKnown a condition that holds for every row among them that may be as it was
   */
  record Unseen(String why, String sought, String maybeKnown) implements Reading {
    @Override
    public String name() {
      return "changed";
    }

    @Override
    public boolean isUnchanged(Counted counted, Landed before) {
      return counted.sought().rows() == 0 && before.hasKeysOf(counted.totals());
    }

    @Override
    public Optional<Part> part(FoundRows found) {
      List<String> parts =
          found.parts().stream().map(part -> "(%s) AND (%s)".formatted(sought, part)).toList();
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
