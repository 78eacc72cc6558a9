package io.leadhouse.postgres;

import io.leadhouse.postgres.copy.CopyColumn;
import io.leadhouse.postgres.copy.CopyRead;
import io.leadhouse.postgres.copy.CopyTable;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * Reads queries as Datasets, every task within one exported snapshot. A Dataset is valid while the
 * snapshot is held; each action on it asks the source again.
 */
public final class SnapshotReader {
  private final SparkSession spark;
  private final ExportedSnapshot snapshot;
  private final int mostSessions;
  private final LongAccumulator rowsRead;

  /**
   * @param mostSessions which one Dataset opens at a time
   */
  public SnapshotReader(SparkSession spark, ExportedSnapshot snapshot, int mostSessions) {
    this.rowsRead = spark.sparkContext().longAccumulator();
    this.spark = spark;
    this.snapshot = snapshot;
    this.mostSessions = mostSessions;
  }

  /**
   * One column to read.
   *
   * @param name its name in the Dataset
   * @param value SQL for the value before {@code type.selection()}
   * @param comment kept with the column wherever it is stored
   */
  public record Selected(String name, String value, RawType type, String comment) {
    /** A column without a comment. */
    public Selected(String name, String value, RawType type) {
      this(name, value, type, "");
    }

    private CopyColumn column() {
      return new CopyColumn(name, type.spark(), type.wire(), comment);
    }

    private String selection() {
      return type.selection().of(value);
    }
  }

  /**
   * What to read.
   *
   * @param what the relation, for people
   * @param columns in the order of the Dataset
   * @param from what follows FROM
   * @param condition what follows WHERE
   */
  public record Query(String what, List<Selected> columns, String from, String condition) {
    public Query {
      columns = List.copyOf(columns);
    }
  }

  /** About how many rows all reading so far has brought, a few seconds behind. */
  public long rowsRead() {
    return rowsRead.sum();
  }

  /** Reads a query in one task. */
  public Dataset<Row> read(Query query) {
    return read(query, List.of("TRUE"));
  }

  /**
   * Reads a query over one relation, which its FROM calls {@code alias}, in parts if it is large.
   */
  public Dataset<Row> read(Query query, SourceRelation relation, String alias) {
    return read(query, PageRanges.of(relation, alias, mostSessions));
  }

  /**
   * Reads a query in parts, their rows in the order of the parts.
   *
   * @param parts conditions, of which each row that is wanted meets one
   */
  public Dataset<Row> read(Query query, List<String> parts) {
    String selection =
        query.columns().stream().map(Selected::selection).collect(Collectors.joining(", "));
    List<String> copies =
        parts.stream()
            .map(
                part ->
                    "COPY (SELECT %s FROM %s WHERE (%s) AND (%s)) TO STDOUT (FORMAT binary)"
                        .formatted(selection, query.from(), query.condition(), part))
            .toList();
    List<CopyColumn> columns = query.columns().stream().map(Selected::column).toList();
    Dataset<Row> rows =
        new CopyTable(
                new CopyRead(
                    snapshot.endpoint(),
                    query.what(),
                    "BEGIN; " + snapshot.joinStatement(),
                    copies,
                    columns,
                    rowsRead))
            .dataset(spark);
    return parts.size() > mostSessions ? rows.coalesce(mostSessions) : rows;
  }
}
