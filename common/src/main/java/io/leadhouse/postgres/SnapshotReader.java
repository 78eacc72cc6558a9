package io.leadhouse.postgres;

import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/**
 * Reads queries as Datasets through Spark's JDBC source, every task within one exported snapshot. A
 * Dataset is valid while the snapshot is held; each action on it asks the source again.
 */
public final class SnapshotReader {
  private final SparkSession spark;
  private final ExportedSnapshot snapshot;

  public SnapshotReader(SparkSession spark, ExportedSnapshot snapshot) {
    this.spark = spark;
    this.snapshot = snapshot;
  }

  /**
   * One column to read.
   *
   * @param name its name in the Dataset
   * @param value SQL for the value before {@code type.selection()}
   */
  public record Selected(String name, String value, RawType type) {}

  /**
   * What to read.
   *
   * @param columns in the order of the Dataset
   * @param from what follows FROM
   * @param condition what follows WHERE
   * @param fetchSize rows that a task holds at a time
   */
  public record Query(List<Selected> columns, String from, String condition, int fetchSize) {
    public Query {
      columns = List.copyOf(columns);
    }
  }

  /** Reads a query in one task. */
  public Dataset<Row> read(Query query) {
    return read(query, List.of("TRUE"), Stream.empty());
  }

  /**
   * Reads a query over one relation, which its FROM calls {@code alias}, in parts if it is large.
   *
   * @param mostParts at most that many sessions at a time
   */
  public Dataset<Row> read(Query query, SourceRelation relation, String alias, int mostParts) {
    List<String> ranges = PageRanges.of(relation, mostParts);
    return ranges.size() == 1
        ? read(query)
        : read(query, ranges, Stream.of(alias + "." + PageRanges.ADDRESS));
  }

  private Dataset<Row> read(Query query, List<String> parts, Stream<String> further) {
    List<String> selections = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < query.columns().size(); i++) {
      Selected column = query.columns().get(i);
      // Our own names on the way: Spark does not escape those of the source.
      String name = "c" + i;
      selections.add(column.type().selection().of(column.value()) + " AS " + name);
      columns.add(
          expr(column.type().decoding().of(name)).cast(column.type().spark()).as(column.name()));
    }
    String sql =
        "SELECT %s FROM %s WHERE %s"
            .formatted(
                String.join(", ", Stream.concat(selections.stream(), further).toList()),
                query.from(),
                query.condition());
    Dataset<Row> fetched =
        spark
            .read()
            .jdbc(
                snapshot.endpoint().url(),
                "(" + sql + ") AS q",
                parts.toArray(String[]::new),
                options(query.fetchSize()));
    requireTypes(fetched, query.columns());
    return fetched.select(columns.toArray(Column[]::new));
  }

  private Properties options(int fetchSize) {
    Properties options = snapshot.endpoint().properties();
    options.setProperty("connectionProvider", QuietConnectionProvider.NAME);
    options.setProperty("driver", "org.postgresql.Driver");
    // Above zero it also turns autocommit off, without which the snapshot would end at once.
    options.setProperty("fetchsize", Integer.toString(fetchSize));
    options.setProperty("sessionInitStatement", snapshot.joinStatement());
    return options;
  }

  private static void requireTypes(Dataset<Row> fetched, List<Selected> columns) {
    for (int i = 0; i < columns.size(); i++) {
      DataType expected = columns.get(i).type().fetched();
      DataType found = fetched.schema().fields()[i].dataType();
      if (!expected.equals(found)) {
        throw new IllegalStateException(
            "Column %s comes as %s where %s was expected"
                .formatted(columns.get(i).name(), found.sql(), expected.sql()));
      }
    }
  }
}
