package io.leadhouse.spark;

import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Names as Spark takes them literally, whatever characters they have. */
public final class Quoted {
  private Quoted() {}

  /** The name of a column or of a path, for a statement. */
  public static String name(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /**
   * A column, or the field of one.
   *
   * @param path the column's name, then that of the field
   */
  public static Column column(String... path) {
    return functions.col(Stream.of(path).map(Quoted::name).collect(Collectors.joining(".")));
  }

  /** Columns by their names. */
  public static Column[] columns(Collection<String> names) {
    return names.stream().map(name -> column(name)).toArray(Column[]::new);
  }
}
