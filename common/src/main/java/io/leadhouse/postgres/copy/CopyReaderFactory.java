package io.leadhouse.postgres.copy;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Opens the reader of a part where its task runs. */
record CopyReaderFactory(CopyRead read) implements PartitionReaderFactory {
  @Override
  public PartitionReader<InternalRow> createReader(InputPartition part) {
    throw new UnsupportedOperationException("rows are read in batches");
  }

  @Override
  public boolean supportColumnarReads(InputPartition part) {
    return true;
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition part) {
    return new CopyBatchReader(read, ((CopyPart) part).query());
  }
}
