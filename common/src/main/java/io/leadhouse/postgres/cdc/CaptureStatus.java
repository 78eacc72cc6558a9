package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.TableName;
import java.util.List;
import java.util.Optional;

/**
 * How capture stands, for people.
 *
 * @param name of slot and publication
 * @param slot absent if there is none
 * @param captured tables of raw.yml that are in the publication
 * @param missing tables of raw.yml that are not
 * @param limit max_slot_wal_keep_size as the server shows it; -1 is none
 * @param unlimited what is wrong with having none, and what to do; absent where there is a limit
 */
public record CaptureStatus(
    String name,
    Optional<Slot> slot,
    boolean hasPublication,
    List<TableName> captured,
    List<TableName> missing,
    String limit,
    Optional<String> unlimited) {
  /**
   * The slot.
   *
   * @param walStatus reserved, extended, unreserved or lost
   * @param confirmed position up to which changes were applied
   * @param behindBytes log written since then
   * @param heldBytes log that the server keeps for the slot
   */
  public record Slot(
      boolean active, String walStatus, String confirmed, long behindBytes, long heldBytes) {}

  public CaptureStatus {
    captured = List.copyOf(captured);
    missing = List.copyOf(missing);
  }
}
