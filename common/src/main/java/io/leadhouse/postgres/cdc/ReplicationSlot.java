package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A logical replication slot: what keeps the server from deleting log that we have not read.
 *
 * @param ours whether it tells changes of this database, through pgoutput
 * @param activePid the server process that reads it now
 * @param lost whether log that it needs is gone
 * @param walStatus reserved, extended, unreserved or lost
 * @param confirmed all before was applied; NULL once it is lost in some versions
 * @param behindBytes log written since {@code confirmed}
 * @param heldBytes log that the server keeps for it
 */
record ReplicationSlot(
    CaptureName name,
    boolean ours,
    Optional<Integer> activePid,
    boolean lost,
    String walStatus,
    Optional<LogSequenceNumber> confirmed,
    long behindBytes,
    long heldBytes) {
  static final String PLUGIN = "pgoutput";

  private static final String STATE =
      """
      SELECT coalesce(s.plugin = ? AND s.database = current_database(), FALSE) AS ours,
             s.active_pid,
             s.wal_status IS NOT DISTINCT FROM 'lost'
             OR s.restart_lsn IS NULL
             OR to_jsonb(s) ->> 'invalidation_reason' IS NOT NULL AS lost,
             coalesce(s.wal_status, 'lost') AS wal_status,
             s.confirmed_flush_lsn::text AS confirmed,
             coalesce(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), s.confirmed_flush_lsn), 0)::int8
             AS behind,
             coalesce(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), s.restart_lsn), 0)::int8 AS held
      FROM pg_replication_slots AS s
      WHERE s.slot_name = ?
      """;

  /** The slot as it is now, if it exists. */
  static Optional<ReplicationSlot> find(PostgresSession session, CaptureName name)
      throws SQLException {
    return session.first(
        STATE,
        row ->
            new ReplicationSlot(
                name,
                row.getBoolean("ours"),
                Optional.ofNullable(row.getObject("active_pid", Integer.class)),
                row.getBoolean("lost"),
                row.getString("wal_status"),
                Optional.ofNullable(row.getString("confirmed")).map(LogSequenceNumber::valueOf),
                row.getLong("behind"),
                row.getLong("held")),
        PLUGIN,
        name.text());
  }

  static void drop(PostgresSession session, CaptureName name) throws SQLException {
    session.query("SELECT pg_drop_replication_slot(?)", row -> "", name.text());
  }

  /** Lets the server forget what is before a position. */
  static void advance(PostgresSession session, CaptureName name, LogSequenceNumber position)
      throws SQLException {
    session.query(
        "SELECT pg_replication_slot_advance(?, ?::pg_lsn)",
        row -> "",
        name.text(),
        position.asString());
  }
}
