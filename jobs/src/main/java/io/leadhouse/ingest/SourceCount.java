package io.leadhouse.ingest;

import io.leadhouse.postgres.PageRanges;
import io.leadhouse.postgres.SnapshotReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Goes once over a table in its source: counts it, sums the hashes of its keys, and finds the rows
 * that are refused and those that may have changed. It notes where they lie, so that they are
 * fetched without a second pass; where they are many, their range of pages is gone over again.
 */
final class SourceCount {
  /** As many as take a fraction of a second to fetch. */
  private static final long ADDRESSES_PER_TASK = 20_000;

  /** Some 14 MB of text, which the driver keeps several times. */
  private static final long MOST_ADDRESSES = 1_000_000;

  private final TablePlan plan;
  private final TableQueries queries;
  private final SnapshotReader reader;
  private final RefusedReader refused;
  private final long smallPages;

  /**
   * @param smallPages tables of at most that many pages are hashed with all their values
   */
  SourceCount(
      TablePlan plan,
      TableQueries queries,
      SnapshotReader reader,
      RefusedReader refused,
      long smallPages) {
    this.smallPages = smallPages;
    this.plan = plan;
    this.queries = queries;
    this.reader = reader;
    this.refused = refused;
  }

  /** The table, and the rows that were sought in it. */
  record Counted(SourceTotals totals, FoundRows sought) {}

  /**
   * Counts.
   *
   * @param sought a condition for rows to find
   */
  Counted of(String sought) {
    // The newest value of a cursor is compared by its own type, so by the source.
    List<String> ranges =
        plan.cursor().isPresent()
            ? List.of("TRUE")
            : PageRanges.addressable(plan.relation(), TableQueries.ALIAS);
    boolean small = plan.relation().isSmall(smallPages);
    List<Row> counts = reader.read(queries.counts(sought, small), ranges).collectAsList();
    long rows = 0;
    for (Row count : counts) {
      rows += count.<Long>getAs(TableQueries.ROWS);
    }
    BigInteger keySum = sum(counts, TableQueries.KEY_SUM);
    RefusedRows found = refused.read(found(counts, ranges, TableQueries.REFUSED));
    SourceTotals totals =
        new SourceTotals(
            rows,
            found,
            keySum.subtract(found.keySum()),
            counts.get(0).getAs(TableQueries.NEWEST),
            small ? sum(counts, TableQueries.CONTENT) : null);
    return new Counted(totals, found(counts, ranges, TableQueries.SOUGHT));
  }

  private static BigInteger sum(List<Row> counts, String column) {
    return counts.stream()
        .map(count -> new BigInteger(count.<String>getAs(column)))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** The parts are in the order of the ranges, as a collected Dataset is in that of its tasks. */
  static FoundRows found(List<Row> counts, List<String> ranges, String which) {
    long rows = 0;
    long gathered = 0;
    long addressed = 0;
    List<String> addresses = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      long here = counts.get(i).<Long>getAs(which);
      String places = counts.get(i).getAs(TableQueries.addressesOf(which));
      rows += here;
      if (places != null && addressed < MOST_ADDRESSES) {
        addressed += here;
        gathered += here;
        addresses.add(places);
      } else if (here > 0) {
        parts.add(ranges.get(i));
      }
      if (gathered >= ADDRESSES_PER_TASK) {
        parts.add(TableQueries.at(addresses));
        addresses.clear();
        gathered = 0;
      }
    }
    if (!addresses.isEmpty()) {
      parts.add(TableQueries.at(addresses));
    }
    return new FoundRows(rows, parts);
  }
}
