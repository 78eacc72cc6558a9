package io.leadhouse.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.leadhouse.spark.Quoted;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What came to a table and what went from it between two versions. */
public final class ChangeFeed {
  /** How often a row came: positive for a row that is new, negative for one that is gone. */
  public static final String SIGN = "__sign";

  private static final String KIND = "_change_type";

  private ChangeFeed() {}

  /**
   * The rows of which there are more or fewer after than before, each once. Rows that came and went
   * again, or that were written again as they were, are not among them.
   *
   * @param after the version before the first change
   * @param until the version of the last change
   */
  public static Dataset<Row> between(SparkSession session, Path table, long after, long until) {
    Dataset<Row> images =
        session
            .read()
            .format("delta")
            .option("readChangeFeed", "true")
            .option("startingVersion", after + 1)
            .option("endingVersion", until)
            .load(table.toString())
            .withColumn(
                SIGN,
                when(col(KIND).isin("insert", "update_postimage"), lit(1L)).otherwise(lit(-1L)))
            .drop(KIND, "_commit_version", "_commit_timestamp");
    return cancelled(images, Arrays.stream(images.columns()).filter(c -> !c.equals(SIGN)).toList());
  }

  /**
   * Signed rows cut to some columns, where rows that are equal then cancel each other.
   *
   * @param changes rows with {@link #SIGN}
   */
  public static Dataset<Row> cancelled(Dataset<Row> changes, Collection<String> columns) {
    Column[] kept = Quoted.columns(columns);
    return changes.groupBy(kept).agg(sum(col(SIGN)).as(SIGN)).where(col(SIGN).notEqual(0));
  }
}
