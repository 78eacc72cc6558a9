package io.leadhouse.publish;

import static io.leadhouse.postgres.TableName.quote;
import static io.leadhouse.postgres.TableName.quoteAll;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.postgres.TableName;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that find and apply the difference between loaded and published rows. */
final class RowChanges {
  /** What the sign of a shipped row says of its key. */
  static final long WENT = -1;

  static final long CHANGED = 0;
  static final long CAME = 1;
  static final long CAME_TWICE = 2;

  private final TableShape shape;
  private final TableName published;
  private final LoadTables load;

  RowChanges(TableShape shape, TableName published, LoadTables load) {
    this.shape = shape;
    this.published = published;
    this.load = load;
  }

  /** Keeps the loaded rows that are new or differ. A column not yet published counts as NULL. */
  String findChanged(List<TableShape.Column> added) {
    String isNew = "t." + quote(shape.key().get(0)) + " IS NULL";
    String differs =
        shape.valueColumns().isEmpty()
            ? ""
            : " OR "
                + isDistinct(
                    values("l"),
                    shape.valueColumns().stream()
                        .map(
                            column ->
                                added.contains(column)
                                    ? "NULL::" + column.sqlType()
                                    : "t." + quote(column.name()))
                        .collect(Collectors.joining(", ")));
    return "CREATE UNLOGGED TABLE %s AS SELECT l.* FROM %s AS l LEFT JOIN %s AS t ON %s WHERE %s%s"
        .formatted(
            load.changed().sql(), load.rows().sql(), published.sql(), sameKey(), isNew, differs);
  }

  /** Keeps the published keys that were not loaded. */
  String findGone() {
    return """
    CREATE UNLOGGED TABLE %s AS
    SELECT %s FROM %s AS t WHERE NOT EXISTS (SELECT FROM %s AS l WHERE %s)
    """
        .formatted(load.gone().sql(), keys("t"), published.sql(), load.rows().sql(), sameKey());
  }

  /** Whether a key has come more often than once, or beside the row that stands there. */
  String isDoubled() {
    return """
    SELECT EXISTS (
        SELECT FROM %s AS l
        WHERE l.%s = %d OR l.%s = %d AND EXISTS (SELECT FROM %s AS t WHERE %s))
    """
        .formatted(
            load.rows().sql(),
            quote(ChangeFeed.SIGN),
            CAME_TWICE,
            quote(ChangeFeed.SIGN),
            CAME,
            published.sql(),
            sameKey());
  }

  /** Keeps the shipped rows that came or changed. */
  String keepChanged() {
    return "CREATE UNLOGGED TABLE %s AS SELECT %s FROM %s WHERE %s <> %d"
        .formatted(
            load.changed().sql(),
            quoteAll(shape.columnNames()),
            load.rows().sql(),
            quote(ChangeFeed.SIGN),
            WENT);
  }

  /** Keeps the shipped keys that went. */
  String keepGone() {
    return "CREATE UNLOGGED TABLE %s AS SELECT %s FROM %s WHERE %s = %d"
        .formatted(
            load.gone().sql(),
            quoteAll(shape.key()),
            load.rows().sql(),
            quote(ChangeFeed.SIGN),
            WENT);
  }

  String deleteGone() {
    return "DELETE FROM %s AS t USING %s AS l WHERE %s"
        .formatted(published.sql(), load.gone().sql(), sameKey());
  }

  /** Two numbers: rows inserted, rows updated. A new row version has no xmax. */
  String upsertChanged() {
    String columns = quoteAll(shape.columnNames());
    return """
    WITH written AS (
        INSERT INTO %s AS t (%s) SELECT %s FROM %s
        ON CONFLICT (%s) %s
        RETURNING t.xmax = 0 AS is_new)
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written
    """
        .formatted(
            published.sql(),
            columns,
            columns,
            load.changed().sql(),
            quoteAll(shape.key()),
            onConflict());
  }

  String insertAll() {
    String columns = quoteAll(shape.columnNames());
    return "INSERT INTO %s (%s) SELECT %s FROM %s"
        .formatted(published.sql(), columns, columns, load.rows().sql());
  }

  private String onConflict() {
    if (shape.valueColumns().isEmpty()) {
      return "DO NOTHING";
    }
    String sets =
        shape.valueColumns().stream()
            .map(column -> quote(column.name()) + " = excluded." + quote(column.name()))
            .collect(Collectors.joining(", "));
    return "DO UPDATE SET " + sets + " WHERE " + isDistinct(values("t"), values("excluded"));
  }

  private static String isDistinct(String left, String right) {
    return "ROW(" + left + ") IS DISTINCT FROM ROW(" + right + ")";
  }

  private String sameKey() {
    return shape.key().stream()
        .map(column -> "l." + quote(column) + " = t." + quote(column))
        .collect(Collectors.joining(" AND "));
  }

  private String keys(String alias) {
    return shape.key().stream()
        .map(column -> alias + "." + quote(column))
        .collect(Collectors.joining(", "));
  }

  private String values(String alias) {
    return shape.valueColumns().stream()
        .map(column -> alias + "." + quote(column.name()))
        .collect(Collectors.joining(", "));
  }
}
