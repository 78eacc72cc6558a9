package io.leadhouse.ingest;

import io.leadhouse.delta.Written;

/**
 * What an ingest did with one table.
 *
 * @param table its name in the source, with its schema
 * @param read rows of the table, as counted by the source
 * @param quarantined those of them that cannot be represented
 * @param written what the sink made of the rows kept
 * @param seconds from the first question about the table to the end of its write
 */
public record IngestedTable(
    String table, String rawTable, long read, long quarantined, Written written, double seconds) {
  /** Rows kept. */
  public long kept() {
    return written.rows();
  }
}
