package io.leadhouse.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an ingest finds what has changed in a table of the source. */
public enum Strategy {
  /** Rows of transactions that the last snapshot did not see; needs no column and no privilege. */
  @JsonProperty("changed")
  CHANGED,
  /** Rows whose cursor column has moved on, for views and foreign tables. */
  @JsonProperty("cursor")
  CURSOR,
  /** The whole table each time, for small ones. */
  @JsonProperty("snapshot")
  SNAPSHOT,
  /** Keys that the source's write-ahead log names, deletes included. */
  @JsonProperty("cdc")
  CDC
}
