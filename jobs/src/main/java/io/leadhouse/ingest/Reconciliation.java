package io.leadhouse.ingest;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.sum;

import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.SnapshotReader;
import io.leadhouse.spark.Persisted;
import io.leadhouse.spark.Quoted;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private static final int RANGE_BITS = 17;

  /** With more of them, half of all, it is cheaper to fetch all keys. */
  private static final int MOST_RANGES_TO_NAME = 1 << 16;

  private static final String EVERYTHING = "TRUE";
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

  /**
   * Some of the ranges into which whole numbers fall.
   *
   * @param shift a range is what numbers have in common without so many lower bits
   */
  private record Ranges(int shift, List<Long> numbers) {
    String in(String sqlKey) {
      return numbers.stream()
          .map(String::valueOf)
          .collect(
              joining(",", "(" + sqlKey + "::int8 >> " + shift + ") = ANY ('{", "}'::int8[])"));
    }

    Column in(Column key) {
      return shiftright(key.cast("bigint"), shift).isInCollection(numbers);
    }
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
    Optional<Ranges> ranges = differingRanges(source, keys);
    Dataset<Row> there =
        reader.read(
            queries.keptKeys(), List.of(ranges.map(some -> some.in(sqlKey())).orElse(EVERYTHING)));
    Dataset<Row> here = ranges.map(some -> keys.where(some.in(key()))).orElse(keys);
    Dataset<Row> oneSided =
        here.withColumn(HERE, lit(true))
            .join(
                there.withColumn(THERE, lit(true)), plan.key().toArray(String[]::new), "full_outer")
            .where(col(HERE).isNull().or(col(THERE).isNull()));
    return new Differences(Persisted.of(oneSided), own);
  }

  /** Empty where all keys have to be compared. */
  private Optional<Ranges> differingRanges(PostgresSession source, Dataset<Row> keys)
      throws SQLException {
    if (!plan.hasWholeNumberKey()) {
      return Optional.empty();
    }
    BigDecimal span = source.first(queries.keySpan(), row -> row.getBigDecimal(1)).orElseThrow();
    Column number = key().cast("decimal(38,0)");
    Row ends = keys.agg(max(number), min(number)).head();
    if (!ends.isNullAt(0)) {
      span = span.max(ends.getDecimal(0).subtract(ends.getDecimal(1)));
    }
    int shift = Math.max(0, span.toBigInteger().bitLength() - RANGE_BITS);
    Map<Long, Digest> there = new HashMap<>();
    source.query(
        queries.keyDigests(shift),
        row -> there.put(row.getLong(1), new Digest(row.getLong(2), row.getBigDecimal(3))));
    Map<Long, Digest> here = new HashMap<>();
    for (Row row :
        keys.groupBy(shiftright(key().cast("bigint"), shift))
            .agg(count(lit(1)), sum(number))
            .collectAsList()) {
      here.put(row.getLong(0), new Digest(row.getLong(1), row.getDecimal(2)));
    }
    TreeSet<Long> all = new TreeSet<>(there.keySet());
    all.addAll(here.keySet());
    List<Long> differing =
        all.stream().filter(range -> !Objects.equals(there.get(range), here.get(range))).toList();
    // None: the keys differ, and number and sum of every range happen to agree.
    return differing.isEmpty() || differing.size() > MOST_RANGES_TO_NAME
        ? Optional.empty()
        : Optional.of(new Ranges(shift, differing));
  }

  private String sqlKey() {
    return TableQueries.reference(plan.keyColumns().get(0));
  }

  private Column key() {
    return Quoted.column(plan.key().get(0));
  }

  /** BigDecimal's equality looks at the scale too. */
  private record Digest(long count, BigDecimal sum) {
    Digest {
      sum = sum.setScale(0);
    }
  }
}
