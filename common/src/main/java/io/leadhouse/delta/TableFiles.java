package io.leadhouse.delta;

import static org.apache.spark.sql.functions.col;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.spark.Analyzed;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import scala.Option;
import scala.collection.immutable.ArraySeq$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The data files of a table at one version, listed once for all its readers.
 *
 * <p>Read by path, Delta looks for a table's files at every reading, each time by queries on its
 * log: nearly half of the processor time of a run on little data. Files are left out by their
 * statistics then, which serves no reader here: what is read of a part of a table is found by a
 * join with keys that may lie in any file.
 */
final class TableFiles {
  /** Name of the column that {@link #located} adds: the file of a row. */
  static final String FILE = "__file";

  /** Name of the column that {@link #located} adds: the place of a row in its file, from 0. */
  static final String PLACE = "__place";

  private final DeltaLog log;
  private final Snapshot snapshot;
  private final Seq<AddFile> files;
  private final long rows;
  private final LogicalPlan leaf;

  private TableFiles(DeltaLog log, Snapshot snapshot) {
    this.log = log;
    this.snapshot = snapshot;
    this.files = files(snapshot);
    this.rows = rows(log, files);
    this.leaf = Analyzed.of(log.createDataFrame(snapshot, files, false, Option.empty()));
  }

  static TableFiles latest(SparkSession session, Path table) {
    DeltaLog log = DeltaLog.forTable(session, table.toString());
    return new TableFiles(log, log.update(false, Option.empty(), Option.empty()));
  }

  static TableFiles at(SparkSession session, Path table, long version) {
    DeltaLog log = DeltaLog.forTable(session, table.toString());
    return new TableFiles(log, log.getSnapshotAt(version, Option.empty(), Option.empty(), false));
  }

  long version() {
    return snapshot.version();
  }

  DeltaLog log() {
    return log;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  Seq<AddFile> files() {
    return files;
  }

  /** Rows of the table, from the statistics that every writer of ours leaves with its files. */
  long rows() {
    return rows;
  }

  Dataset<Row> read(SparkSession session) {
    return Dataset$.MODULE$.ofRows((org.apache.spark.sql.classic.SparkSession) session, leaf);
  }

  /** The rows with where they lie. */
  Dataset<Row> located(SparkSession session) {
    return read(session)
        .withColumn(FILE, col("_metadata.file_path"))
        .withColumn(PLACE, col("_metadata.row_index"));
  }

  /** From the commit's checksum file, which lists up to 50 files; else by a query on the log. */
  private static Seq<AddFile> files(Snapshot snapshot) {
    Option<Seq<AddFile>> listed = snapshot.checksumOpt().flatMap(checksum -> checksum.allFiles());
    return listed.isDefined()
        ? listed.get()
        : ArraySeq$.MODULE$.unsafeWrapArray((AddFile[]) snapshot.allFiles().collect());
  }

  private static long rows(DeltaLog log, Seq<AddFile> files) {
    return CollectionConverters.asJava(files).stream()
        .mapToLong(
            file -> {
              if (file.numLogicalRecords().isEmpty()) {
                throw LeadhouseException.dataQuality(
                    "%s/%s has no statistics, so it is no file of ours. Remove the table; the next run makes it."
                        .formatted(log.dataPath(), file.path()));
              }
              return (Long) file.numLogicalRecords().get();
            })
        .sum();
  }
}
