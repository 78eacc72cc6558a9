package io.leadhouse.postgres;

import io.leadhouse.postgres.ColumnType.Shape;
import io.leadhouse.postgres.SourceRelation.Kind;
import java.util.stream.Collectors;

/**
 * How many rows a reader may hold at a time, so that a table of long texts fits the same heap as
 * any other. The driver's own adaptive fetch looks at the rows that it has already seen and runs
 * out of memory when thousands of short rows are followed by long ones; so the source is asked for
 * its longest row first, where rows can be longer than a page at all.
 */
public final class FetchSize {
  /** Enough for full speed: more gained nothing, measured up to 10,000. */
  private static final int MOST_ROWS = 2000;

  private static final long BUFFER_BYTES = 8 << 20;

  /** Compressed values: text of a jsonb or an array is rarely longer than this many times. */
  private static final int EXPANSION = 4;

  private FetchSize() {}

  /** Rows per fetch for a table whose longest row has that many bytes, or 0 if none is long. */
  public static int forLongestRow(long bytes) {
    return (int) Math.max(1, Math.min(MOST_ROWS, BUFFER_BYTES / Math.max(1, bytes)));
  }

  /**
   * SQL for about the length of a row in bytes, without unpacking compressed values; a constant
   * where every row fits a page.
   *
   * @param alias by which the relation goes
   */
  public static String rowLength(SourceRelation relation, String alias) {
    boolean mayBeLong = relation.kind() != Kind.HEAP || relation.outOfLineBytes() > 0;
    String lengths =
        relation.columns().stream()
            .filter(column -> isLong(column.type()))
            .map(column -> length(column.type(), alias + "." + TableName.quote(column.name())))
            .collect(Collectors.joining(" + "));
    return mayBeLong && !lengths.isEmpty() ? lengths : "0::int8";
  }

  private static boolean isLong(ColumnType type) {
    return switch (type.base()) {
      case "int2", "int4", "int8", "float4", "float8", "bool", "uuid", "date" -> false;
      case "time", "timetz", "timestamp", "timestamptz", "interval", "inet", "money" -> false;
      default -> true;
    };
  }

  private static String length(ColumnType type, String column) {
    boolean exact =
        type.shape() == Shape.SCALAR
            && switch (type.base()) {
              case "text", "varchar", "bpchar", "bytea" -> true;
              default -> false;
            };
    return exact
        ? "coalesce(octet_length(" + column + "), 0)::int8"
        : "coalesce(" + EXPANSION + " * pg_column_size(" + column + "), 0)::int8";
  }
}
