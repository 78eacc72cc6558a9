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
   * @param shipment what was copied for it
   * @param took copying, comparing and writing this table
   */
  public record TableResult(
      String table,
      long rows,
      long inserted,
      long updated,
      long deleted,
      Shipment shipment,
      Duration took) {

    /** Whether every row stood there already, so that nothing was copied. */
    public boolean skipped() {
      return shipment.extent() == Shipment.Extent.NOTHING;
    }
  }

  /**
   * What was copied to Postgres.
   *
   * @param rows how many rows were copied, those among them that say of a key that it is gone
   * @param why what made it so
   */
  public record Shipment(Extent extent, long rows, String why) {

    /** How much of a table was copied. */
    public enum Extent {
      /** Nothing: no row differs from what stands there. */
      NOTHING,
      /** The rows that differ, as the table's change feed tells them. */
      CHANGES,
      /** All rows. */
      WHOLE
    }
  }
}
