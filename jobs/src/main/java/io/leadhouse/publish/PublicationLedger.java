package io.leadhouse.publish;

import static io.leadhouse.postgres.TableName.quote;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was published, kept in the transaction that publishes. Readers see {@code publication}; it
 * holds nothing but what equal inputs make equal. Delta's ids of tables and commits are random, so
 * they stand in the load schema, beside what tells whether others have written to a table since.
 * Losing it costs one comparison of each table, no more.
 */
final class PublicationLedger {
  static final String PUBLICATION = "publication";
  static final String ORIGIN = "origin";

  private static final String PUBLICATION_COLUMNS =
      """
       (table_name text PRIMARY KEY,
        delta_version bigint NOT NULL,
        as_of timestamp with time zone NOT NULL,
        published_rows bigint NOT NULL,
        definition text NOT NULL)
      """;

  private static final String ORIGIN_COLUMNS =
      " (table_name text PRIMARY KEY, delta_table_id text NOT NULL)";

  /**
   * The commit that made the version, the published relation, the oldest transaction that was under
   * way when all its rows were last known to be ours, and those not older that are ours.
   */
  private static final String TRACES =
      " ADD COLUMN IF NOT EXISTS delta_commit text,"
          + " ADD COLUMN IF NOT EXISTS relation oid,"
          + " ADD COLUMN IF NOT EXISTS written_by bigint[],"
          + " ADD COLUMN IF NOT EXISTS horizon bigint";

  /**
   * Rows tell the lower half of the number of the transaction that wrote them. Of a row so old that
   * the upper half is another, a younger number is told, which is an alarm too many and never one
   * too few.
   */
  private static final String IS_AS_PUBLISHED =
      """
      WITH trace AS (
          SELECT relation, written_by, horizon,
                 pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next
          FROM %s WHERE table_name = ?),
      writer AS (
          SELECT next - (next - t.xmin::text::bigint) %% 4294967296 AS number
          FROM %s AS t CROSS JOIN trace)
      SELECT coalesce((SELECT relation = ?::regclass AND horizon <= next FROM trace), false)
          AND count(*) = ?
          AND count(*) FILTER (WHERE number >= horizon AND number <> ALL (written_by)) = 0
      FROM writer CROSS JOIN trace
      """;

  private static final Map<String, String> MEANINGS =
      Map.of(
          "table_name", "The table, in this schema.",
          "delta_version", "Version of the Delta table that the rows are.",
          "as_of", "The instant that the rows speak of.",
          "published_rows", "Rows in the table.",
          "definition", "Digest of columns, key, indexes and comments.");

  static final Set<String> COLUMNS = MEANINGS.keySet();

  private final TableName publication;
  private final TableName origin;

  PublicationLedger(PublishTarget target) {
    publication = target.table(PUBLICATION);
    origin = new TableName(target.loadSchema(), ORIGIN);
  }

  /**
   * What is known of a published table.
   *
   * @param deltaTableId empty when it was lost
   * @param commit id of the commit that made the version; empty when it was lost
   * @param rows rows published
   */
  record Entry(
      String table,
      Optional<String> deltaTableId,
      Optional<String> commit,
      long deltaVersion,
      String definition,
      long rows) {}

  /** Creates what is missing; at any time, since an empty ledger says nothing. */
  void create(PostgresSession session) throws SQLException {
    session.execute("CREATE TABLE IF NOT EXISTS " + origin.sql() + ORIGIN_COLUMNS);
    session.execute("ALTER TABLE " + origin.sql() + TRACES);
    session.execute("CREATE TABLE IF NOT EXISTS " + publication.sql() + PUBLICATION_COLUMNS);
    for (Map.Entry<String, String> meaning : MEANINGS.entrySet()) {
      session.execute(
          "COMMENT ON COLUMN %s.%s IS %s"
              .formatted(
                  publication.sql(), quote(meaning.getKey()), session.literal(meaning.getValue())));
    }
    session.execute(
        "COMMENT ON TABLE %s IS 'One row per published table: what it shows.'"
            .formatted(publication.sql()));
  }

  Map<String, Entry> read(PostgresSession session) throws SQLException {
    return session
        .query(
            """
            SELECT p.table_name, o.delta_table_id, o.delta_commit, p.delta_version, p.definition,
                p.published_rows
            FROM %s AS p LEFT JOIN %s AS o USING (table_name)
            """
                .formatted(publication.sql(), origin.sql()),
            row ->
                new Entry(
                    row.getString(1),
                    Optional.ofNullable(row.getString(2)),
                    Optional.ofNullable(row.getString(3)),
                    row.getLong(4),
                    row.getString(5),
                    row.getLong(6)))
        .stream()
        .collect(Collectors.toMap(Entry::table, Function.identity()));
  }

  /**
   * Whether a published table holds what was published and nobody else has written to it since, as
   * far as transactions that have ended tell; of one that has not, the next publication learns.
   * Reads the published rows once.
   */
  boolean isAsPublished(PostgresSession session, Entry entry) throws SQLException {
    TableName table = new TableName(publication.schema(), entry.table());
    return session
        .first(
            IS_AS_PUBLISHED.formatted(origin.sql(), table.sql()),
            row -> row.getBoolean(1),
            entry.table(),
            table.sql(),
            entry.rows())
        .orElseThrow();
  }

  /** The oldest transaction that is under way: what those before it wrote can be seen. */
  static long horizon(PostgresSession session) throws SQLException {
    return session
        .first(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint", row -> row.getLong(1))
        .orElseThrow();
  }

  /**
   * Keeps what readers see of a table from now on. What is written builds on what was read before
   * the transaction; a version that has come since makes it void.
   *
   * @param read what was read of the table; empty when nothing was known of it
   * @throws LeadhouseException LOCKED when another version stands there by now
   */
  void record(PostgresSession session, Optional<Entry> read, Entry entry, Instant asOf)
      throws SQLException {
    boolean stands =
        read.isEmpty()
            ? insert(session, entry, asOf)
            : update(session, entry, read.get().deltaVersion(), asOf);
    if (!stands) {
      throw new LeadhouseException(
          LeadhouseException.Category.LOCKED,
          "Another process has published %s meanwhile; nothing was written. Try again when it has ended."
              .formatted(new TableName(publication.schema(), entry.table())));
    }
  }

  private boolean insert(PostgresSession session, Entry entry, Instant asOf) throws SQLException {
    return session.update(
            """
            INSERT INTO %s (table_name, delta_version, as_of, published_rows, definition)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (table_name) DO NOTHING
            """
                .formatted(publication.sql()),
            entry.table(),
            entry.deltaVersion(),
            Timestamp.from(asOf),
            entry.rows(),
            entry.definition())
        == 1;
  }

  /** An equal line is not written again. */
  private boolean update(PostgresSession session, Entry entry, long readVersion, Instant asOf)
      throws SQLException {
    long written =
        session.update(
            """
            UPDATE %s AS p
            SET delta_version = n.delta_version, as_of = n.as_of,
                published_rows = n.published_rows, definition = n.definition
            FROM (VALUES (?::bigint, ?::timestamptz, ?::bigint, ?::text))
                AS n (delta_version, as_of, published_rows, definition)
            WHERE p.table_name = ? AND p.delta_version = ?
                AND (p.delta_version, p.as_of, p.published_rows, p.definition) IS DISTINCT FROM
                    (n.delta_version, n.as_of, n.published_rows, n.definition)
            """
                .formatted(publication.sql()),
            entry.deltaVersion(),
            Timestamp.from(asOf),
            entry.rows(),
            entry.definition(),
            entry.table(),
            readVersion);
    return written == 1
        || session
            .first(
                "SELECT 1 FROM %s WHERE table_name = ? AND delta_version = ?"
                    .formatted(publication.sql()),
                row -> row.getInt(1),
                entry.table(),
                readVersion)
            .isPresent();
  }

  /**
   * Keeps where a table's rows, to which this transaction has written, come from. Our earlier
   * transactions are kept as long as an older one of anybody's is under way in the cluster.
   *
   * @param horizon taken before the rows were compared or known to be as they were published
   */
  void recordOrigin(PostgresSession session, Entry entry, long horizon) throws SQLException {
    session.update(
        """
        INSERT INTO %s AS o
            (table_name, delta_table_id, delta_commit, relation, written_by, horizon)
        VALUES (?, ?, ?, ?::regclass, ARRAY[pg_current_xact_id()::text::bigint], ?)
        ON CONFLICT (table_name) DO UPDATE
        SET delta_table_id = excluded.delta_table_id, delta_commit = excluded.delta_commit,
            relation = excluded.relation, horizon = excluded.horizon,
            written_by = excluded.written_by || ARRAY(
                SELECT writer FROM unnest(o.written_by) AS writer
                WHERE writer >= excluded.horizon)
        """
            .formatted(origin.sql()),
        entry.table(),
        entry.deltaTableId().orElseThrow(),
        entry.commit().orElse(null),
        new TableName(publication.schema(), entry.table()).sql(),
        horizon);
  }

  /** Keeps which commit a table's rows are, to which this transaction has not written. */
  void recordCommit(PostgresSession session, Entry entry) throws SQLException {
    session.update(
        "UPDATE %s SET delta_commit = ? WHERE table_name = ? AND delta_commit IS DISTINCT FROM ?"
            .formatted(origin.sql()),
        entry.commit().orElse(null),
        entry.table(),
        entry.commit().orElse(null));
  }

  void forget(PostgresSession session, String table) throws SQLException {
    session.update("DELETE FROM " + publication.sql() + " WHERE table_name = ?", table);
    session.update("DELETE FROM " + origin.sql() + " WHERE table_name = ?", table);
  }
}
