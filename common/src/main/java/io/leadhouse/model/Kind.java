package io.leadhouse.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a table's rows are, and so what a rebuild may do with them. */
public enum Kind {
  /** A function of inputs and parameters; a rebuild gives the same rows. */
  @JsonProperty("derived")
  DERIVED,
  /** Derived point in time from dated facts; a rebuild gives the same rows. */
  @JsonProperty("history")
  HISTORY,
  /** Appended once per run and key, never rebuilt. */
  @JsonProperty("journal")
  JOURNAL
}
