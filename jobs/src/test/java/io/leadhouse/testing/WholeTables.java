package io.leadhouse.testing;

import com.holdenkarau.spark.testing.JavaDataFrameSuiteBase;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Compares tables that are too large to be written into a case file. */
public final class WholeTables {
  private WholeTables() {}

  /** spark-testing-base on the module's own session instead of one that it starts itself. */
  private static final class Suite extends JavaDataFrameSuiteBase {
    @Override
    public SparkSession spark() {
      return TestSession.fresh();
    }
  }

  /**
   * Fails unless both tables have the same columns, types and rows.
   *
   * @param key columns that order the rows of both uniquely
   */
  public static void assertSameRows(Dataset<Row> expected, Dataset<Row> actual, String... key) {
    Column[] order = Arrays.stream(key).map(functions::col).toArray(Column[]::new);
    new Suite()
        .assertDataFrameEquals(expected.sort(order).coalesce(1), actual.sort(order).coalesce(1));
  }
}
