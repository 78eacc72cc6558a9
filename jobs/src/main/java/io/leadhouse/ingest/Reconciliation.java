package io.leadhouse.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.SnapshotReader;
import io.leadhouse.spark.Persisted;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compares the keys of a raw table with those of its source in the same snapshot. Where the key is
 * one whole number, only the keys of ranges whose number or sum differ are fetched; else all are.
 */
final class Reconciliation {
  /** So many ranges at most; finer ones fetch fewer keys and cost more to add up. */
  private static final int RANGE_BITS = 13;

  /** With more of them it is cheaper to fetch all keys than to name the ranges. */
  private static final int MOST_RANGES_TO_NAME = 1000;

  private static final String EVERYTHING = "TRUE";
  private static final String COLUMN = "{key}";
  private static final String HERE = "__here";
  private static final String THERE = "__there";

  private final TablePlan plan;
  private final TableQueries queries;
  private final SnapshotReader reader;

  Reconciliation(TablePlan plan, TableQueries queries, SnapshotReader reader) {
    this.plan = plan;
    this.queries = queries;
    this.reader = reader;
  }

  /** The keys of one side only, fetched once. */
  static final class Differences implements AutoCloseable {
    private final Persisted keys;
    private final SparkSession own;

    private Differences(Persisted keys, SparkSession own) {
      this.keys = keys;
      this.own = own;
    }

    /** Keys that the source does not have any more. */
    Dataset<Row> gone() {
      return keys.in(own).where(col(THERE).isNull()).drop(HERE, THERE);
    }

    /** Whether the source has keys that are not there. */
    boolean anyMissing() {
      return !keys.in(own).where(col(HERE).isNull()).isEmpty();
    }

    @Override
    public void close() {
      keys.close();
    }
  }

  /**
   * Compares.
   *
   * @param keys those that the raw table has, or is about to have
   */
  Differences of(PostgresSession source, SparkSession own, Dataset<Row> keys) throws SQLException {
    String ranges = differingRanges(source, keys);
    Dataset<Row> there = reader.read(queries.keptKeys(), List.of(ranges.replace(COLUMN, sqlKey())));
    Dataset<Row> here = keys.where(expr(ranges.replace(COLUMN, sparkKey())));
    Dataset<Row> oneSided =
        here.withColumn(HERE, lit(true))
            .join(
                there.withColumn(THERE, lit(true)), plan.key().toArray(String[]::new), "full_outer")
            .where(col(HERE).isNull().or(col(THERE).isNull()));
    return new Differences(Persisted.of(oneSided), own);
  }

  private String differingRanges(PostgresSession source, Dataset<Row> keys) throws SQLException {
    if (!plan.hasWholeNumberKey()) {
      return EVERYTHING;
    }
    BigDecimal span = source.first(queries.keySpan(), row -> row.getBigDecimal(1)).orElseThrow();
    Column number = expr("CAST(" + sparkKey() + " AS DECIMAL(38,0))");
    Row ends = keys.agg(max(number), min(number)).head();
    if (!ends.isNullAt(0)) {
      span = span.max(ends.getDecimal(0).subtract(ends.getDecimal(1)));
    }
    int shift = Math.max(0, span.toBigInteger().bitLength() - RANGE_BITS);
    Map<Long, Digest> there = new HashMap<>();
    source.query(
        queries.keyDigests(shift),
        row -> there.put(row.getLong(1), new Digest(row.getLong(2), row.getBigDecimal(3))));
    Column range = expr("shiftright(CAST(" + sparkKey() + " AS BIGINT), " + shift + ")");
    Map<Long, Digest> here = new HashMap<>();
    for (Row row :
        keys.groupBy(range.as("range")).agg(count(lit(1)), sum(number)).collectAsList()) {
      here.put(row.getLong(0), new Digest(row.getLong(1), row.getDecimal(2)));
    }
    TreeSet<Long> all = new TreeSet<>(there.keySet());
    all.addAll(here.keySet());
    List<String> differing = new ArrayList<>();
    for (long found : all) {
      if (!Optional.ofNullable(there.get(found)).equals(Optional.ofNullable(here.get(found)))) {
        long first = found << shift;
        differing.add(COLUMN + " BETWEEN " + first + " AND " + (first + ((1L << shift) - 1)));
      }
    }
    // None: the keys differ, and number and sum of every range happen to agree.
    return differing.isEmpty() || differing.size() > MOST_RANGES_TO_NAME
        ? EVERYTHING
        : String.join(" OR ", differing);
  }

  private String sqlKey() {
    return TableQueries.reference(plan.keyColumns().get(0));
  }

  private String sparkKey() {
    return "`" + plan.key().get(0).replace("`", "``") + "`";
  }

  /** BigDecimal's equality looks at the scale too. */
  private record Digest(long count, BigDecimal sum) {
    Digest {
      sum = sum.setScale(0);
    }
  }
}
