package io.leadhouse.postgres;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a snapshot of a source saw, as text that can be kept beside the rows that were read in it.
 *
 * @param systemIdentifier the cluster's own number, given by initdb; empty where the server does
 *     not show it
 * @param timeline history of the cluster, which changes when a backup is restored or a standby
 *     takes over; empty where the server does not show it
 * @param database name of the database in that cluster
 * @param snapshot the transactions that were visible, as pg_snapshot text {@code xmin:xmax:xip,…}
 * @param lsn write-ahead log position read just after the snapshot was taken, so at or after it;
 *     empty where the server does not show it
 * @param takenAt by the clock of the source
 */
public record SourcePosition(
    Optional<String> systemIdentifier,
    Optional<String> timeline,
    String database,
    String snapshot,
    Optional<String> lsn,
    Instant takenAt) {
  public SourcePosition {
    Objects.requireNonNull(systemIdentifier, "systemIdentifier");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(snapshot, "snapshot");
    Objects.requireNonNull(lsn, "lsn");
    Objects.requireNonNull(timeline, "timeline");
    Objects.requireNonNull(takenAt, "takenAt");
  }

  /** The transactions that were visible. */
  public TransactionSnapshot transactions() {
    return TransactionSnapshot.parse(snapshot);
  }
}
