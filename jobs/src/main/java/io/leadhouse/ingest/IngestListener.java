package io.leadhouse.ingest;

/** Hears of an ingest's progress, from several threads. */
@FunctionalInterface
public interface IngestListener {
  /** A table is done, or was left as it was. */
  void ingested(IngestedTable table);

  /**
   * A table is still being read; told every few seconds.
   *
   * @param table its name in the source, with its schema
   * @param rows about how many have come
   * @param seconds since its reading began
   */
  default void reading(String table, long rows, double seconds) {}
}
