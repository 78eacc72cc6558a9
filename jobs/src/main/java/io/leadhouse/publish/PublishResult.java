package io.leadhouse.publish;

import java.time.Duration;
import java.util.List;

/**
 * What a publication did.
 *
 * @param tables one entry per table asked for, in that order
 * @param dropped tables published earlier that are no longer declared
 * @param transaction the transaction that readers may notice, tries that met locks included
 * @param took from the first connection to the last clean-up
 */
public record PublishResult(
    List<TableResult> tables, List<String> dropped, Duration transaction, Duration took) {

  /**
   * What happened to one table.
   *
   * @param rows rows that readers see now
   * @param inserted rows with a new key
   * @param updated rows of a known key with another value
   * @param deleted rows whose key is gone
   * @param skipped whether this very version was already published, so that nothing was copied
   * @param took copying, comparing and writing this table
   */
  public record TableResult(
      String table,
      long rows,
      long inserted,
      long updated,
      long deleted,
      boolean skipped,
      Duration took) {}
}
