package io.leadhouse.files;

import io.leadhouse.delta.DeltaStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The table ops.imported_file: one row per import of a file, appended after its rows were
 * committed. An import that was committed and not recorded is repeated, and changes nothing.
 */
final class ImportLog {
  private static final StructType SCHEMA =
      new StructType()
          .add("file_hash", "string")
          .add("file_number", "bigint")
          .add("file_name", "string")
          .add("kind", "string")
          .add("table_id", "string")
          .add("mapping", "string")
          .add("mapping_fingerprint", "string")
          .add("encoding", "string")
          .add("delimiter", "string")
          .add("rows", "bigint")
          .add("rejected", "bigint")
          .add("imported_at", "timestamp")
          .add("run_id", "string");

  private final SparkSession session;
  private final Path table;
  private final boolean exists;

  ImportLog(SparkSession session, DeltaStore store) {
    this.session = session;
    this.table = store.path("ops", "imported_file");
    this.exists = store.exists(session, table);
  }

  /**
   * The last import of a content.
   *
   * @param tableId of the raw table; one that was made anew does not have the rows
   */
  record Entry(String kind, String tableId, String mappingFingerprint, long number) {}

  /** Hash of a content → its last import. */
  Map<String, Entry> entries() {
    Map<String, Entry> last = new HashMap<>();
    if (exists) {
      for (Row row :
          session
              .read()
              .format("delta")
              .load(table.toString())
              .orderBy("imported_at", "file_hash", "mapping_fingerprint")
              .collectAsList()) {
        last.put(
            row.getAs("file_hash"),
            new Entry(
                row.getAs("kind"),
                row.getAs("table_id"),
                row.getAs("mapping_fingerprint"),
                row.<Long>getAs("file_number")));
      }
    }
    return last;
  }

  void append(List<NumberedFile> files, Map<String, String> tableIds, Instant now, String runId) {
    if (files.isEmpty()) {
      return;
    }
    List<Row> rows = files.stream().map(file -> row(file, tableIds, now, runId)).toList();
    session
        .createDataFrame(rows, SCHEMA)
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .save(table.toString());
  }

  private static Row row(
      NumberedFile file, Map<String, String> tableIds, Instant now, String runId) {
    Survey survey = file.survey();
    FileReport report = survey.report();
    return RowFactory.create(
        survey.scan().hash(),
        file.number(),
        survey.name(),
        report.kind(),
        tableIds.get(report.kind()),
        report.mapping(),
        survey.layout().mapping().fingerprint(),
        report.encoding(),
        report.delimiter(),
        report.rows(),
        report.rejected(),
        now,
        runId);
  }
}
