package io.leadhouse.postgres.copy;

import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * A query on a source as a table of Spark, read by {@code COPY … TO STDOUT (FORMAT binary)}: every
 * part is a COPY of its own, in a session of its own, that fills columns of Spark from the bytes of
 * the server. Half the time of JDBC, which makes an object of every value.
 *
 * <p>Not registered as a format: formats take options of text, and this takes a password.
 */
public final class CopyTable implements SupportsRead, ScanBuilder, Scan, Batch {
  private final CopyRead read;

  public CopyTable(CopyRead read) {
    this.read = read;
  }

  /** The rows, asked for again by each action. */
  public Dataset<Row> dataset(SparkSession session) {
    return Dataset$.MODULE$.ofRows(
        (org.apache.spark.sql.classic.SparkSession) session,
        DataSourceV2Relation.create(this, Option.empty(), Option.empty()));
  }

  @Override
  public String name() {
    return read.what();
  }

  @Override
  public String description() {
    return "COPY of " + read.what() + " in " + read.parts().size() + " parts";
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  @SuppressWarnings("deprecation") // the successor is made of this where it is not overridden
  public StructType schema() {
    return readSchema();
  }

  @Override
  public StructType readSchema() {
    StructType schema = new StructType();
    for (CopyColumn column : read.columns()) {
      schema = schema.add(column.field());
    }
    return schema;
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return this;
  }

  @Override
  public Scan build() {
    return this;
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return read.parts().stream().map(CopyPart::new).toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new CopyReaderFactory(read);
  }
}
