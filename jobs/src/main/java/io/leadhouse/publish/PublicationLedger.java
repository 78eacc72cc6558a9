package io.leadhouse.publish;

import static io.leadhouse.postgres.TableName.quote;

import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was published, kept in the transaction that publishes. Readers see {@code publication}; it
 * holds nothing but what equal inputs make equal. Delta's table ids are random, so they stand in
 * the load schema. Losing them costs one comparison of each table, no more.
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
   * @param deltaTableId null when it was lost
   * @param rows rows published
   */
  record Entry(String table, String deltaTableId, long deltaVersion, String definition, long rows) {
    boolean isOf(PublishedTable table, TableShape shape) {
      return table.deltaTableId().equals(deltaTableId)
          && table.deltaVersion() == deltaVersion
          && shape.digest().equals(definition);
    }
  }

  /** Creates what is missing; at any time, since an empty ledger says nothing. */
  void create(PostgresSession session) throws SQLException {
    session.execute("CREATE TABLE IF NOT EXISTS " + origin.sql() + ORIGIN_COLUMNS);
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
            SELECT p.table_name, o.delta_table_id, p.delta_version, p.definition, p.published_rows
            FROM %s AS p LEFT JOIN %s AS o USING (table_name)
            """
                .formatted(publication.sql(), origin.sql()),
            row ->
                new Entry(
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getString(4),
                    row.getLong(5)))
        .stream()
        .collect(Collectors.toMap(Entry::table, Function.identity()));
  }

  void record(PostgresSession session, Entry entry, Instant asOf) throws SQLException {
    session.update(
        """
        INSERT INTO %s AS p (table_name, delta_version, as_of, published_rows, definition)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (table_name) DO UPDATE
        SET delta_version = excluded.delta_version, as_of = excluded.as_of,
            published_rows = excluded.published_rows, definition = excluded.definition
        WHERE (p.delta_version, p.as_of, p.published_rows, p.definition) IS DISTINCT FROM
            (excluded.delta_version, excluded.as_of, excluded.published_rows, excluded.definition)
        """
            .formatted(publication.sql()),
        entry.table(),
        entry.deltaVersion(),
        Timestamp.from(asOf),
        entry.rows(),
        entry.definition());
    session.update(
        """
        INSERT INTO %s AS o (table_name, delta_table_id) VALUES (?, ?)
        ON CONFLICT (table_name) DO UPDATE SET delta_table_id = excluded.delta_table_id
        WHERE o.delta_table_id IS DISTINCT FROM excluded.delta_table_id
        """
            .formatted(origin.sql()),
        entry.table(),
        entry.deltaTableId());
  }

  void forget(PostgresSession session, String table) throws SQLException {
    session.update("DELETE FROM " + publication.sql() + " WHERE table_name = ?", table);
    session.update("DELETE FROM " + origin.sql() + " WHERE table_name = ?", table);
  }
}
