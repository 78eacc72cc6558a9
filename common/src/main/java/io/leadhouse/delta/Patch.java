package io.leadhouse.delta;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.apache.spark.sql.delta.commands.DMLWithDeletionVectorsHelper;
import org.apache.spark.sql.delta.commands.DeletionVectorBitmapGenerator;
import org.apache.spark.sql.delta.commands.DeletionVectorResult;
import org.apache.spark.sql.delta.commands.TouchedFileWithDV;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One commit that takes rows out of a table by their places and puts others in. Its change feed
 * tells a changed row as one deleted and one inserted.
 *
 * <p>The same as a MERGE with deletion vectors, by the parts that MERGE itself is made of. MERGE
 * searches the places by a join of its own and reads all columns of the files touched once more,
 * which whoever knows the places can spare: 3.4 s in place of 11.3 s for 1 % of 10 million rows.
 */
final class Patch {
  private static final long ROWS_PER_FILE = 1_000_000;

  // After a commit that calls itself a manual update, Delta goes through the whole log to count and
  // list the table's files; after others it adds and subtracts.
  private static final DeltaOperations.Operation CHANGED =
      new DeltaOperations.Update(Option.empty());
  private static final DeltaOperations.Operation REPLACED =
      new DeltaOperations.Write(
          SaveMode.Overwrite,
          Option.empty(),
          Option.empty(),
          Option.empty(),
          Option.empty(),
          Option.empty(),
          Option.empty(),
          Option.empty(),
          Option.empty());

  private static final StructType FILE_MARKS =
      new StructType()
          .add(TableFiles.FILE, "string")
          .add(DeletionVectorBitmapGenerator.FILE_DV_ID_COL(), "string");

  private final SparkSession session;
  private final TableFiles present;

  Patch(SparkSession session, TableFiles present) {
    this.session = session;
    this.present = present;
  }

  /**
   * Commits; the version that it makes.
   *
   * @param out rows with {@link TableFiles#FILE} and {@link TableFiles#PLACE}
   * @param in with the table's columns
   * @param rowsIn about how many rows {@code in} has
   */
  long commit(Dataset<Row> out, Dataset<Row> in, long rowsIn) {
    DeltaLog log = present.log();
    OptimisticTransaction transaction = transaction();
    Seq<DeletionVectorResult> vectors =
        DeletionVectorBitmapGenerator.buildDeletionVectors(session, marked(out), log, 0);
    var touched =
        DMLWithDeletionVectorsHelper.findFilesWithMatchingRows(
            transaction,
            DMLWithDeletionVectorsHelper.generateCandidateFileMap(log.dataPath(), present.files()),
            vectors);
    List<Action> actions = new ArrayList<>();
    for (TouchedFileWithDV file : CollectionConverters.asJava(touched)) {
      AddFile whole = file.fileLogEntry();
      if (file.isFullyReplaced()) {
        actions.add(removed(whole));
      } else {
        Tuple2<AddFile, RemoveFile> cut = whole.removeRows(file.newDeletionVector(), true, true);
        actions.add(cut._1());
        actions.add(cut._2());
      }
    }
    int files = Math.toIntExact(1 + rowsIn / ROWS_PER_FILE);
    return commit(transaction, actions, in.coalesce(files), CHANGED);
  }

  /**
   * Commits that all rows go and others come; the version that it makes. Delta's own writer would
   * do the same, and ask the log for the table's clustering columns, of which there are none.
   */
  long replaceAll(Dataset<Row> in) {
    List<Action> actions = new ArrayList<>();
    CollectionConverters.asJava(present.files()).forEach(file -> actions.add(removed(file)));
    return commit(transaction(), actions, in, REPLACED);
  }

  /** Whatever another process commits meanwhile is refused: all rows were compared. */
  private OptimisticTransaction transaction() {
    OptimisticTransaction transaction =
        present.log().startTransaction(Option.empty(), Option.apply(present.snapshot()));
    transaction.readWholeTable();
    return transaction;
  }

  private static RemoveFile removed(AddFile file) {
    return file.removeWithTimestamp(System.currentTimeMillis(), true);
  }

  private static long commit(
      OptimisticTransaction transaction,
      List<Action> actions,
      Dataset<Row> in,
      DeltaOperations.Operation operation) {
    actions.addAll(CollectionConverters.asJava(transaction.writeFiles(in)));
    return transaction.commit(CollectionConverters.asScala(actions).toSeq(), operation);
  }

  /** The places, each with the deletion vector that its file has so far, in Delta's own names. */
  private Dataset<Row> marked(Dataset<Row> out) {
    List<Row> marks = new ArrayList<>();
    for (AddFile file : CollectionConverters.asJava(present.files())) {
      marks.add(
          RowFactory.create(
              // As Spark names the file of a row: with %20 for a space.
              file.absolutePath(present.log()).toUri().toString(),
              file.deletionVector() == null ? null : file.deletionVector().serializeToBase64()));
    }
    return out.join(broadcast(session.createDataFrame(marks, FILE_MARKS)), TableFiles.FILE)
        .select(
            col(TableFiles.FILE).as(DeletionVectorBitmapGenerator.FILE_NAME_COL()),
            col(DeletionVectorBitmapGenerator.FILE_DV_ID_COL()),
            col(TableFiles.PLACE).as(DeletionVectorBitmapGenerator.ROW_INDEX_COL()));
  }
}
