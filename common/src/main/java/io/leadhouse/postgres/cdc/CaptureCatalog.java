package io.leadhouse.postgres.cdc;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.cdc.CapturedTable.Published;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the source's catalog says about captured tables and our publication. */
final class CaptureCatalog {
  /**
   * What the log does not tell changes the id: another table of that name, a publication made anew,
   * a server set back (its timeline), rows rewritten (their file), columns added with a value for
   * all rows, partitions attached and detached.
   */
  private static final String TABLE =
      """
      SELECT c.oid,
             c.relkind::text AS kind,
             c.relpersistence = 'p' AS logged,
             c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhparent = c.oid)
             AS parent,
             pg_has_role(c.relowner, 'USAGE') AS owned,
             pr.oid IS NOT NULL OR coalesce(p.puballtables, FALSE) AS published,
             CASE WHEN pg_is_in_recovery() THEN ''
                  ELSE left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
             END || '.' || p.oid || '.' || coalesce(pr.oid, 0) || '.' || md5((
                 WITH RECURSIVE family AS (
                     SELECT c.oid, c.relfilenode
                     UNION ALL
                     SELECT k.oid, k.relfilenode
                     FROM family AS f
                     INNER JOIN pg_inherits AS i ON i.inhparent = f.oid
                     INNER JOIN pg_class AS k ON k.oid = i.inhrelid
                 )
                 SELECT string_agg(f.oid || ' ' || f.relfilenode, ',' ORDER BY f.oid)
                 FROM family AS f
             ) || (
                 SELECT string_agg(
                     concat_ws(' ', a.attnum, a.attname, a.atttypid, a.atttypmod), ','
                     ORDER BY a.attnum
                 )
                 FROM pg_attribute AS a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             )) AS id,
             to_jsonb(pr) ->> 'prqual' IS NOT NULL AS filtered
      FROM pg_class AS c
      INNER JOIN pg_namespace AS n ON n.oid = c.relnamespace
      LEFT JOIN pg_publication AS p ON p.pubname = ?
      LEFT JOIN pg_publication_rel AS pr ON pr.prpubid = p.oid AND pr.prrelid = c.oid
      WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      """;

  /** Which index identifies rows, the server decides like this: RelationGetIndexList. */
  private static final String UNIDENTIFIED =
      """
      SELECT c.oid::regclass::text
      FROM (
          SELECT ?::oid AS oid
          UNION
          SELECT relid FROM pg_partition_tree(?::oid::regclass) WHERE isleaf
      ) AS family
      INNER JOIN pg_class AS c ON c.oid = family.oid
      WHERE c.relkind IN ('r', 'p') AND c.relreplident <> 'f' AND NOT ?::text[] <@ ARRAY(
          SELECT a.attname::text
          FROM pg_index AS i
          CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
          INNER JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
          WHERE i.indrelid = c.oid AND k.place <= i.indnkeyatts
                AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL
                AND CASE c.relreplident WHEN 'd' THEN i.indisprimary
                                        WHEN 'i' THEN i.indisreplident
                                        ELSE FALSE END
      )
      ORDER BY 1
      """;

  private static final String PUBLICATION =
      """
      SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate AS complete,
             pubviaroot,
             pg_has_role(pubowner, 'USAGE') AS owned
      FROM pg_publication
      WHERE pubname = ?
      """;

  private final PostgresSession session;
  private final CaptureName name;

  /**
   * @param session sees the catalog as of now, or as of a snapshot
   */
  CaptureCatalog(PostgresSession session, CaptureName name) {
    this.session = session;
    this.name = name;
  }

  /**
   * Describes tables.
   *
   * @param keys the key of each
   * @throws LeadhouseException SCHEMA_DRIFT naming those that do not exist
   */
  List<CapturedTable> tables(Map<TableName, List<String>> keys) throws SQLException {
    List<CapturedTable> tables = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Map.Entry<TableName, List<String>> table : keys.entrySet()) {
      Optional<CapturedTable> found = table(table.getKey(), table.getValue());
      found.ifPresentOrElse(tables::add, () -> missing.add(table.getKey().toString()));
    }
    if (!missing.isEmpty()) {
      throw new LeadhouseException(
          Category.SCHEMA_DRIFT,
          "Tables that raw.yml reads from the log do not exist: %s. Correct raw.yml, or the source."
              .formatted(String.join(", ", missing)));
    }
    return tables;
  }

  /** Our publication, if it exists. */
  Optional<Publication> publication() throws SQLException {
    return session.first(
        PUBLICATION,
        row ->
            new Publication(
                name,
                row.getBoolean("complete"),
                row.getBoolean("pubviaroot"),
                row.getBoolean("owned")),
        name.text());
  }

  private Optional<CapturedTable> table(TableName table, List<String> key) throws SQLException {
    return session.first(
        TABLE,
        row ->
            new CapturedTable(
                table,
                key,
                (int) row.getLong("oid"),
                row.getString("kind").charAt(0),
                row.getBoolean("logged"),
                row.getBoolean("parent"),
                row.getBoolean("owned"),
                unidentified(row.getLong("oid"), key),
                published(row)),
        name.text(),
        table.schema(),
        table.name());
  }

  private List<String> unidentified(long oid, List<String> key) throws SQLException {
    return session.query(
        UNIDENTIFIED, row -> row.getString(1), oid, oid, key.toArray(String[]::new));
  }

  private static Optional<Published> published(ResultSet row) throws SQLException {
    return row.getBoolean("published")
        ? Optional.of(new Published(row.getString("id"), row.getBoolean("filtered")))
        : Optional.empty();
  }
}
