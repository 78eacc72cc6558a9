package io.leadhouse.publish;

import io.leadhouse.postgres.PostgresSession;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What stands in a schema, by relation name. */
final class TargetCatalog {
  private static final String RELATIONS =
      """
      SELECT c.relname, c.relkind, pg_get_userbyid(c.relowner),
             pg_has_role(c.relowner, 'USAGE'),
             a.names, a.types, a.required, k.conname, k.key, i.indexes
      FROM pg_class AS c
      CROSS JOIN LATERAL (
          SELECT array_agg(attname::text) AS names,
                 array_agg(format_type(atttypid, atttypmod)) AS types,
                 array_agg(attname::text) FILTER (WHERE attnotnull) AS required
          FROM pg_attribute
          WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS a
      LEFT JOIN LATERAL (
          SELECT conname::text AS conname,
                 ARRAY(SELECT attname::text
                       FROM unnest(conkey) WITH ORDINALITY AS u(attnum, place)
                       JOIN pg_attribute AS p ON p.attrelid = c.oid AND p.attnum = u.attnum
                       ORDER BY place) AS key
          FROM pg_constraint
          WHERE conrelid = c.oid AND contype = 'p') AS k ON true
      CROSS JOIN LATERAL (
          SELECT array_agg(x.relname::text) AS indexes
          FROM pg_index JOIN pg_class AS x ON x.oid = indexrelid
          WHERE indrelid = c.oid) AS i
      WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = ?)
        AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      """;

  private TargetCatalog() {}

  static Map<String, ExistingTable> read(PostgresSession session, String schema)
      throws SQLException {
    return session.query(RELATIONS, TargetCatalog::table, schema).stream()
        .collect(Collectors.toMap(ExistingTable::name, Function.identity()));
  }

  private static ExistingTable table(ResultSet row) throws SQLException {
    List<String> names = texts(row, 5);
    List<String> types = texts(row, 6);
    Map<String, String> columns =
        IntStream.range(0, names.size()).boxed().collect(Collectors.toMap(names::get, types::get));
    return new ExistingTable(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getBoolean(4),
        columns,
        Set.copyOf(texts(row, 7)),
        texts(row, 9),
        Optional.ofNullable(row.getString(8)),
        texts(row, 10));
  }

  private static List<String> texts(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
