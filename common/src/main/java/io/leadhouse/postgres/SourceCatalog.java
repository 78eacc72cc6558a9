package io.leadhouse.postgres;

import io.leadhouse.postgres.ColumnType.Shape;
import io.leadhouse.postgres.SourceRelation.Access;
import io.leadhouse.postgres.SourceRelation.Kind;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The tables of a source as they are in a snapshot of it. */
public final class SourceCatalog {
  private static final String RELATION =
      """
      SELECT c.oid,
             CASE
                 WHEN c.relkind = 'v' THEN 'VIEW'
                 WHEN c.relkind = 'f' THEN 'FOREIGN'
                 WHEN c.relkind = 'p' OR c.relhassubclass OR am.amname <> 'heap' THEN 'SPREAD'
                 ELSE 'HEAP'
             END AS kind,
             CASE WHEN c.relkind IN ('r', 'm')
                  THEN pg_relation_size(c.oid) / current_setting('block_size')::int8
                  ELSE 0
             END AS pages,
             c.reltuples::int8 AS estimated_rows,
             CASE WHEN c.reltoastrelid <> 0 THEN pg_relation_size(c.reltoastrelid) ELSE 0
             END AS out_of_line_bytes,
             CASE
                 WHEN NOT has_schema_privilege(n.oid, 'USAGE') THEN 'NO_USAGE'
                 WHEN NOT has_table_privilege(c.oid, 'SELECT') AND EXISTS (
                     SELECT FROM pg_attribute AS a
                     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                           AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT')
                 ) THEN 'NO_SELECT'
                 WHEN row_security_active(c.oid) THEN 'ROWS_HIDDEN'
                 ELSE 'FULL'
             END AS access
      FROM pg_class AS c
      INNER JOIN pg_namespace AS n ON n.oid = c.relnamespace
      LEFT JOIN pg_am AS am ON am.oid = c.relam
      WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      """;

  private static final String COLUMNS =
      """
      WITH RECURSIVE resolved AS (
          SELECT a.attnum, a.atttypid AS type, a.atttypmod AS modifier
          FROM pg_attribute AS a
          WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
          UNION ALL
          SELECT r.attnum, t.typbasetype, t.typtypmod
          FROM resolved AS r
          INNER JOIN pg_type AS t ON t.oid = r.type
          WHERE t.typtype = 'd'
      )
      SELECT a.attname,
             a.attnotnull,
             format_type(a.atttypid, a.atttypmod) AS declared,
             CASE WHEN n.nspname = 'pg_catalog' THEN t.typname
                  ELSE n.nspname || '.' || t.typname
             END AS base,
             CASE WHEN t.typcategory = 'A' THEN 'ARRAY'
                  WHEN t.typtype = 'c' THEN 'COMPOSITE'
                  ELSE 'SCALAR'
             END AS shape,
             r.modifier
      FROM resolved AS r
      INNER JOIN pg_attribute AS a ON a.attrelid = ? AND a.attnum = r.attnum
      INNER JOIN pg_type AS t ON t.oid = r.type AND t.typtype <> 'd'
      INNER JOIN pg_namespace AS n ON n.oid = t.typnamespace
      ORDER BY a.attnum
      """;

  /** A partial, deferrable or expression index says less than that its columns are unique. */
  private static final String UNIQUE_KEYS =
      """
      SELECT ARRAY(
                 SELECT a.attname::text
                 FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
                 INNER JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                 WHERE k.place <= i.indnkeyatts
                 ORDER BY k.place
             )
      FROM pg_index AS i
      WHERE i.indrelid = ? AND i.indisunique AND i.indisvalid AND i.indimmediate
            AND i.indpred IS NULL AND i.indexprs IS NULL
      ORDER BY i.indisprimary DESC, i.indexrelid
      """;

  private static final String HEAPS =
      """
      WITH RECURSIVE family AS (
          SELECT ?::oid AS oid
          UNION ALL
          SELECT i.inhrelid
          FROM family AS f
          INNER JOIN pg_inherits AS i ON i.inhparent = f.oid
      )
      SELECT c.oid::int8 AS heap, c.relkind IN ('r', 'm') AND am.amname = 'heap' AS is_heap
      FROM family AS f
      INNER JOIN pg_class AS c ON c.oid = f.oid AND c.relkind <> 'p'
      LEFT JOIN pg_am AS am ON am.oid = c.relam
      ORDER BY c.oid
      """;

  /** attnum tells a column that was dropped and added again under its old name. */
  private static final String LAYOUT =
      """
      SELECT md5(string_agg(
                 concat_ws(
                     ':', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
                     pg_get_expr(d.adbin, d.adrelid), e.labels, m.members
                 ),
                 ',' ORDER BY a.attnum
             ))
      FROM pg_attribute AS a
      INNER JOIN pg_type AS t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef AS d
          ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated <> ''
      LEFT JOIN LATERAL (
          SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) AS labels
          FROM pg_enum WHERE enumtypid IN (t.oid, t.typelem, t.typbasetype)
      ) AS e ON TRUE
      LEFT JOIN LATERAL (
          SELECT string_agg(
                     attname || ' ' || format_type(atttypid, atttypmod), ',' ORDER BY attnum
                 ) AS members
          FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped
      ) AS m ON TRUE
      WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
      """;

  /** The catalog's rows are the snapshot's; the two functions look at the table as it is now. */
  private static final String REWRITTEN =
      """
      WITH RECURSIVE family AS (
          SELECT c.oid
          FROM pg_class AS c
          INNER JOIN pg_namespace AS n ON n.oid = c.relnamespace
          WHERE n.nspname = ? AND c.relname = ?
          UNION ALL
          SELECT i.inhrelid
          FROM family AS f
          INNER JOIN pg_inherits AS i ON i.inhparent = f.oid
      )
      SELECT coalesce(bool_or(c.relfilenode IS DISTINCT FROM pg_relation_filenode(c.oid)), FALSE)
             OR to_regclass(?)::oid NOT IN (SELECT oid FROM family)
             OR to_regclass(?) IS NULL
      FROM family AS f
      INNER JOIN pg_class AS c ON c.oid = f.oid AND c.relkind IN ('r', 'm')
      """;

  private static final String NAMES =
      """
      SELECT c.relname
      FROM pg_class AS c
      INNER JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      ORDER BY c.relname
      """;

  private static final String SCHEMAS =
      """
      SELECT n.nspname
      FROM pg_class AS c
      INNER JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      ORDER BY n.nspname
      """;

  private final ExportedSnapshot snapshot;

  public SourceCatalog(ExportedSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** Describes a table, view, partitioned or foreign table; empty if there is none of that name. */
  public Optional<SourceRelation> relation(TableName name) {
    List<SourceRelation> found =
        query(
            RELATION,
            row ->
                new SourceRelation(
                    name,
                    Kind.valueOf(row.getString("kind")),
                    columns(row.getLong("oid")),
                    uniqueKeys(row.getLong("oid")),
                    row.getLong("pages"),
                    row.getLong("estimated_rows"),
                    row.getLong("out_of_line_bytes"),
                    heaps(row.getLong("oid")),
                    query(LAYOUT, layout -> layout.getString(1), row.getLong("oid")).get(0),
                    Access.valueOf(row.getString("access"))),
            name.schema(),
            name.name());
    return found.stream().findFirst();
  }

  /**
   * Whether a table was truncated, rewritten or replaced since the snapshot. A reader that opened
   * it afterwards found no row, or rows in other places, and no error. Holding a lock all the time
   * would prevent it, but make every other user of the table wait behind the first ALTER.
   */
  public boolean rewritten(TableName name) {
    return query(
            REWRITTEN, row -> row.getBoolean(1), name.schema(), name.name(), name.sql(), name.sql())
        .get(0);
  }

  /** What has rows in a schema, sorted by name. */
  public List<String> names(String schema) {
    return query(NAMES, row -> row.getString(1), schema);
  }

  /** The schemas that have something of that name with rows, sorted. */
  public List<String> schemasWith(String name) {
    return query(SCHEMAS, row -> row.getString(1), name);
  }

  private List<SourceColumn> columns(long relation) {
    return query(
        COLUMNS,
        row ->
            new SourceColumn(
                row.getString("attname"),
                new ColumnType(
                    row.getString("declared"),
                    row.getString("base"),
                    Shape.valueOf(row.getString("shape")),
                    row.getInt("modifier")),
                row.getBoolean("attnotnull")),
        relation,
        relation);
  }

  private record Heap(long id, boolean isHeap) {}

  private List<Long> heaps(long relation) {
    List<Heap> found =
        query(HEAPS, row -> new Heap(row.getLong("heap"), row.getBoolean("is_heap")), relation);
    return found.stream().allMatch(Heap::isHeap)
        ? found.stream().map(Heap::id).toList()
        : List.of();
  }

  private List<List<String>> uniqueKeys(long relation) {
    return query(UNIQUE_KEYS, row -> List.of((String[]) row.getArray(1).getArray()), relation);
  }

  private <T> List<T> query(String sql, PostgresSession.RowReader<T> reader, Object... values) {
    try {
      return snapshot.holder().query(sql, reader, values);
    } catch (SQLException e) {
      throw SourceFailure.of(snapshot.endpoint(), "read the source's catalog", e);
    }
  }
}
