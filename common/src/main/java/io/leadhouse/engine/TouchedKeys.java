package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;

import io.leadhouse.spark.Persisted;
import io.leadhouse.spark.SmallSide;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The values of a refresh key that changes touch, NULL among them where an input has it. */
final class TouchedKeys implements AutoCloseable {
  private static final String OWN = "__touched_";

  private final List<String> columns;
  private final Persisted keys;
  private final long count;

  private TouchedKeys(List<String> columns, Persisted keys, long count) {
    this.columns = columns;
    this.keys = keys;
    this.count = count;
  }

  /**
   * Computes them.
   *
   * @param touched rows with the columns of the refresh key; repeated values are dropped
   */
  static TouchedKeys of(List<String> columns, Dataset<Row> touched) {
    Dataset<Row> renamed =
        touched.select(
            columns.stream().map(name -> col(name).as(OWN + name)).toArray(Column[]::new));
    Persisted keys = Persisted.of(renamed.distinct());
    try {
      return new TouchedKeys(columns, keys, keys.in(touched.sparkSession()).count());
    } catch (Exception e) {
      keys.close();
      throw e;
    }
  }

  List<String> columns() {
    return columns;
  }

  long count() {
    return count;
  }

  /** Those of the rows that belong to a touched key. */
  Dataset<Row> touched(Dataset<Row> rows) {
    return joined(rows, "left_semi");
  }

  /** Those of the rows that do not. */
  Dataset<Row> untouched(Dataset<Row> rows) {
    return joined(rows, "left_anti");
  }

  @Override
  public void close() {
    keys.close();
  }

  private Dataset<Row> joined(Dataset<Row> rows, String kind) {
    Dataset<Row> own = keys.in(rows.sparkSession());
    Column same =
        columns.stream()
            .map(name -> rows.col(name).eqNullSafe(own.col(OWN + name)))
            .reduce(Column::and)
            .orElseThrow();
    return rows.join(SmallSide.of(own, count), same, kind);
  }
}
