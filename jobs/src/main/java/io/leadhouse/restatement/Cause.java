package io.leadhouse.restatement;

/** Why a figure that time no longer moves has changed. */
enum Cause {
  /** The table, or one that it is made of, is made in another way. */
  DEFINITION("definition"),
  /** Leads were merged, or a merge was taken back. */
  MERGE("merge"),
  /** Rows have gone, and none came or changed. */
  DELETE("delete"),
  /** Anything else: rows that came late, or were corrected. */
  LATE_ROW("late row");

  private final String text;

  Cause(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
