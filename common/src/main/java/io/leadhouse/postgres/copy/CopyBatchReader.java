package io.leadhouse.postgres.copy;

import io.leadhouse.postgres.PostgresSession;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.postgresql.copy.CopyOut;

/** Reads one part, as many rows at a time as fit in a few megabytes. */
final class CopyBatchReader implements PartitionReader<ColumnarBatch> {
  private static final int MOST_ROWS = 4096;

  /** A batch ends after the row that reaches it, so that long texts come a few rows at a time. */
  private static final long MOST_BYTES = 4 << 20;

  private final CopyRead read;
  private final String query;
  private final List<ValueDecoder> decoders;
  private final WritableColumnVector[] columns;
  private final ColumnarBatch batch;

  private PostgresSession session;
  private CopyOut copy;
  private CopyRows rows;
  private boolean ended;

  CopyBatchReader(CopyRead read, String query) {
    this.read = read;
    this.query = query;
    this.decoders = read.columns().stream().map(ValueDecoder::of).toList();
    this.columns =
        read.columns().stream()
            .map(column -> new OnHeapColumnVector(MOST_ROWS, column.type()))
            .toArray(WritableColumnVector[]::new);
    this.batch = new ColumnarBatch(columns);
  }

  @Override
  public boolean next() throws IOException {
    try {
      if (session == null) {
        session = PostgresSession.open(read.endpoint());
        session.execute(read.begin());
        copy = session.copyOut(query);
        rows = new CopyRows(copy, columns.length);
      }
      return fill() > 0;
    } catch (SQLException e) {
      throw new IOException("Cannot read " + read.what(), e);
    }
  }

  @Override
  public ColumnarBatch get() {
    return batch;
  }

  @Override
  public void close() throws IOException {
    batch.close();
    try {
      if (copy != null && copy.isActive()) {
        // Whoever wants no more rows must not wait for the rest of the table.
        copy.cancelCopy();
      }
      if (session != null) {
        session.close();
      }
    } catch (SQLException e) {
      throw new IOException("Cannot end the reading of " + read.what(), e);
    }
  }

  private int fill() throws SQLException {
    for (WritableColumnVector column : columns) {
      column.reset();
    }
    int count = 0;
    long size = 0;
    while (!ended && count < MOST_ROWS && size < MOST_BYTES) {
      if (rows.next()) {
        size += append(count++);
      } else {
        ended = true;
      }
    }
    batch.setNumRows(count);
    read.rowsRead().add(count);
    return count;
  }

  /** Bytes of the row. */
  private long append(int row) {
    long size = 0;
    for (int i = 0; i < columns.length; i++) {
      if (rows.isNull(i)) {
        columns[i].putNull(row);
      } else {
        int length = rows.length(i);
        decoders.get(i).decode(rows.bytes(), rows.offset(i), length, columns[i], row);
        size += length;
      }
    }
    return size;
  }
}
