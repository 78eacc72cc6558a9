package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server allows a slot of ours.
 *
 * @param keepSize max_slot_wal_keep_size as it shows it
 * @param mayReplicate whether our role may read the log
 * @param mayPublish whether it may make publications in this database
 */
record SourceServer(
    boolean recovery,
    String walLevel,
    String keepSize,
    int slots,
    int mostSlots,
    int mostSenders,
    String user,
    boolean mayReplicate,
    boolean mayPublish) {
  private static final String NO_LIMIT = "-1";

  private static final String STATE =
      """
      SELECT pg_is_in_recovery() AS recovery,
             current_setting('wal_level') AS wal_level,
             current_setting('max_slot_wal_keep_size') AS keep_size,
             (SELECT count(*) FROM pg_replication_slots)::int4 AS slots,
             current_setting('max_replication_slots')::int4 AS most_slots,
             current_setting('max_wal_senders')::int4 AS most_senders,
             current_user::text AS username,
             EXISTS (
                 SELECT FROM pg_roles AS r
                 WHERE r.rolname = current_user AND (r.rolsuper OR r.rolreplication)
             ) OR EXISTS (
                 SELECT FROM pg_roles AS r
                 WHERE r.rolname = 'rds_replication' AND pg_has_role(r.oid, 'USAGE')
             ) AS may_replicate,
             has_database_privilege(current_database(), 'CREATE') AS may_publish
      """;

  static SourceServer of(PostgresSession session) throws SQLException {
    return session
        .first(
            STATE,
            row ->
                new SourceServer(
                    row.getBoolean("recovery"),
                    row.getString("wal_level"),
                    row.getString("keep_size"),
                    row.getInt("slots"),
                    row.getInt("most_slots"),
                    row.getInt("most_senders"),
                    row.getString("username"),
                    row.getBoolean("may_replicate"),
                    row.getBoolean("may_publish")))
        .orElseThrow();
  }

  /** Why it will not have another slot of ours, each with what to do. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    if (recovery) {
      complaints.add("It is a standby. Give the address of the primary in leadhouse.yml.");
    }
    if (!walLevel.equals("logical")) {
      complaints.add(
          "wal_level is %s. Run, and restart the server: ALTER SYSTEM SET wal_level = 'logical';"
              .formatted(walLevel));
    }
    unlimited().ifPresent(complaints::add);
    if (slots >= mostSlots) {
      complaints.add(
          "All %d replication slots are in use. Run, and restart the server: ALTER SYSTEM SET max_replication_slots = %d;"
              .formatted(mostSlots, slots + 1));
    }
    if (mostSenders == 0) {
      complaints.add(
          "max_wal_senders is 0. Run, and restart the server: ALTER SYSTEM SET max_wal_senders = 10;");
    }
    if (!mayReplicate) {
      complaints.add(
          "User %s may not read the log. Run: ALTER ROLE %s REPLICATION;"
              .formatted(user, TableName.quote(user)));
    }
    return complaints;
  }

  /** Why it will have no slot of ours, new or old, while nothing limits the log that it keeps. */
  Optional<String> unlimited() {
    return keepSize.equals(NO_LIMIT)
        ? Optional.of(
            "max_slot_wal_keep_size is -1: while nobody ingests, the server would keep log until its"
                + " disk is full. Run, with what the disk can spare: ALTER SYSTEM SET"
                + " max_slot_wal_keep_size = '20GB'; SELECT pg_reload_conf();")
        : Optional.empty();
  }
}
