package io.leadhouse.publish;

import static io.leadhouse.postgres.TableName.quoteAll;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.CopyText;
import io.leadhouse.postgres.CopyWriter;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresFailure;
import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;

/** Copies the rows of one Spark partition into the load area, in one transaction. */
final class RowCopy implements ForeachPartitionFunction<Row> {
  private static final long serialVersionUID = 1L;

  private final PostgresEndpoint endpoint;
  private final TableShape shape;
  private final LoadTables load;

  RowCopy(PostgresEndpoint endpoint, TableShape shape, LoadTables load) {
    this.endpoint = endpoint;
    this.shape = shape;
    this.load = load;
  }

  @Override
  public void call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return;
    }
    try (PostgresSession session = PostgresSession.open(endpoint)) {
      session.inTransaction(() -> copy(session, rows));
    } catch (AlreadyLoaded e) {
      // Spark ran the partition twice (a lost executor, a speculative task): once is enough.
    } catch (SQLException e) {
      throw PostgresFailure.of("Cannot copy %s to %s".formatted(shape.name(), endpoint), e);
    }
  }

  private long copy(PostgresSession session, Iterator<Row> rows) throws SQLException {
    long count;
    String into = "COPY " + load.rows().sql() + " (" + quoteAll(shape.columnNames()) + ")";
    try (CopyWriter writer = session.copyInto(into + " FROM STDIN")) {
      while (rows.hasNext()) {
        append(writer.values(), rows.next());
        writer.endRow();
      }
      count = writer.finish();
    }
    long first =
        session.update(
            "INSERT INTO " + load.parts().sql() + " VALUES (?, ?) ON CONFLICT DO NOTHING",
            TaskContext.getPartitionId(),
            count);
    if (first == 0) {
      throw new AlreadyLoaded();
    }
    return count;
  }

  private void append(CopyText values, Row row) {
    List<TableShape.Column> columns = shape.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (row.isNullAt(i)) {
        values.nullValue();
      } else {
        try {
          columns.get(i).type().append(values, row, i);
        } catch (IllegalArgumentException e) {
          throw unstorable(columns.get(i), row, e);
        }
      }
    }
  }

  private LeadhouseException unstorable(
      TableShape.Column column, Row row, IllegalArgumentException cause) {
    String key =
        IntStream.range(0, row.size())
            .filter(i -> shape.key().contains(shape.columns().get(i).name()))
            .mapToObj(i -> shape.columns().get(i).name() + " = " + printable(row.get(i)))
            .collect(Collectors.joining(", "));
    return new LeadhouseException(
        LeadhouseException.Category.DATA_QUALITY,
        "Cannot publish column %s of %s (%s): %s. Remove it in the table's query."
            .formatted(column.name(), shape.name(), key, cause.getMessage()),
        cause);
  }

  private static String printable(Object value) {
    return String.valueOf(value).replaceAll("\\p{Cntrl}", "\uFFFD");
  }

  private static final class AlreadyLoaded extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
