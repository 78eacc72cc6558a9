package io.leadhouse.delta;

import static org.apache.spark.sql.functions.col;

import io.leadhouse.spark.Persisted;
import io.leadhouse.spark.Quoted;
import io.leadhouse.spark.SmallSide;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A change of some rows of a table, given by what they shall be, that reads no more of the table
 * than its keys. Made by {@link DeltaStore#change}.
 */
public final class RowChange implements AutoCloseable {
  private final SparkSession session;
  private final TableFiles present;
  private final List<String> key;
  private final Dataset<Row> rows;
  private final long count;
  private final Persisted places;

  RowChange(
      SparkSession session, TableFiles present, List<String> key, Dataset<Row> rows, long count) {
    this.session = session;
    this.present = present;
    this.key = List.copyOf(key);
    this.rows = rows;
    this.count = count;
    this.places = Persisted.of(placesOf(rows, count));
  }

  /** Those of the rows whose keys the table does not have. */
  public Dataset<Row> fresh() {
    return rows.join(
        SmallSide.of(places.in(session).select(Quoted.columns(key)), count),
        keyNames(),
        "left_anti");
  }

  /** The keys that the table has. */
  public Dataset<Row> presentKeys() {
    return present.read(session).select(Quoted.columns(key));
  }

  /** How many rows the table has. */
  public long presentRows() {
    return present.rows();
  }

  @Override
  public void close() {
    places.close();
  }

  /**
   * Commits, unless nothing changes.
   *
   * @param gone keys to take out, none of them among the rows
   */
  Changes commit(Dataset<Row> gone, long goneCount) {
    if (count == 0 && goneCount == 0) {
      return new Changes(0, 0, 0);
    }
    long replaced = places.in(session).count();
    Changes changes = new Changes(count - replaced, replaced, goneCount);
    if (changes.total() == 0) {
      return changes;
    }
    Dataset<Row> out = places.in(session).select(TableFiles.FILE, TableFiles.PLACE);
    if (goneCount > 0) {
      out = out.union(placesOf(gone, goneCount).select(TableFiles.FILE, TableFiles.PLACE));
    }
    Column[] columns = Quoted.columns(List.of(present.read(session).columns()));
    long unusedVersion = new Patch(session, present).commit(out, rows.select(columns), count);
    return changes;
  }

  private Dataset<Row> placesOf(Dataset<Row> keyed, long keys) {
    Dataset<Row> wanted = keyed.select(Quoted.columns(key));
    return present
        .located(session)
        .select(
            Stream.concat(
                    Stream.of(Quoted.columns(key)),
                    Stream.of(col(TableFiles.FILE), col(TableFiles.PLACE)))
                .toArray(Column[]::new))
        .join(SmallSide.of(wanted, keys), keyNames(), "left_semi");
  }

  private String[] keyNames() {
    return key.toArray(String[]::new);
  }
}
