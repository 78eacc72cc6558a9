package io.leadhouse.files;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.FileKind;
import io.leadhouse.spark.Persisted;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.encoders.RowEncoder;
import org.apache.spark.sql.types.StructType;

/**
 * The raw table of one kind. It holds every row that landed of every file, with the file's number:
 * which of two rows with one key counts is for the reader to say, so that another mapping can read
 * an old file again without harm to newer ones.
 */
final class RawFileTable {
  private static final List<String> KEY = List.of(FileKind.FILE_HASH, FileKind.LINE);

  private final SparkSession session;
  private final DeltaStore store;
  private final FileKind kind;
  private final Path path;

  RawFileTable(SparkSession session, DeltaStore store, FileKind kind) {
    this.session = session.newSession();
    this.store = store;
    this.kind = kind;
    this.path = store.path("raw", kind.rawTable());
  }

  /** Hash → number of every file that has rows here. */
  Map<String, Long> numbers() {
    Map<String, Long> numbers = new HashMap<>();
    if (store.exists(session, path)) {
      present()
          .select(FileKind.FILE_HASH, FileKind.FILE_NUMBER)
          .distinct()
          .collectAsList()
          .forEach(row -> numbers.put(row.getString(0), row.getLong(1)));
    }
    return numbers;
  }

  /** Delta's id of the table; empty where there is none. */
  String id() {
    return store.exists(session, path) ? store.id(session, path) : "";
  }

  /**
   * Replaces the rows of some files. Makes the table where there is none.
   *
   * @param gone hashes of files that are of another kind now
   * @return the table's version
   * @throws OutdatedException when a file was written to meanwhile; nothing was committed
   */
  long write(List<NumberedFile> files, Set<String> gone, String metadata) throws OutdatedException {
    StructType schema = kind.schema();
    boolean exists = store.exists(session, path);
    boolean sameShape = exists && present().schema().catalogString().equals(schema.catalogString());
    if (sameShape && files.isEmpty() && gone.isEmpty()) {
      return store.version(session, path);
    }
    Set<String> replaced = new TreeSet<>(gone);
    files.forEach(file -> replaced.add(file.hash()));
    Dataset<Row> wanted = rows(files);
    if (exists) {
      Column kept = not(col(FileKind.FILE_HASH).isin(replaced.toArray()));
      wanted = inShape(present()).where(kept).union(wanted);
    }
    try (Persisted all = Persisted.of(wanted)) {
      requireLanded(files, all.in(session));
      return store.write(session, TableWrite.of(path, KEY, metadata), all.in(session)).version();
    }
  }

  /** A file is no longer what was read. */
  static final class OutdatedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private Dataset<Row> present() {
    return store.read(session, path, store.version(session, path));
  }

  private Dataset<Row> inShape(Dataset<Row> rows) {
    List<String> names = List.of(rows.columns());
    Column[] columns =
        Arrays.stream(kind.schema().fields())
            .map(
                field ->
                    (names.contains(field.name()) ? col(field.name()) : lit(null))
                        .cast(field.dataType())
                        .as(field.name()))
            .toArray(Column[]::new);
    return rows.select(columns);
  }

  private Dataset<Row> rows(List<NumberedFile> files) {
    List<Integer> indexes = IntStream.range(0, files.size()).boxed().toList();
    return session
        .createDataset(indexes, Encoders.INT())
        .flatMap(new LandingRows(files), RowEncoder.encoderFor(kind.schema(), true));
  }

  private void requireLanded(List<NumberedFile> files, Dataset<Row> rows) throws OutdatedException {
    Map<String, Long> landed = new HashMap<>();
    try {
      rows.groupBy(FileKind.FILE_HASH)
          .count()
          .collectAsList()
          .forEach(row -> landed.put(row.getString(0), row.getLong(1)));
    } catch (Exception e) {
      // A file that is gone or changed fails in the middle of the reading, with an exception of
      // Spark's that is checked and that no signature of its declares.
      requireCurrent(files);
      throw e;
    }
    requireCurrent(files);
    for (NumberedFile file : files) {
      long here = landed.getOrDefault(file.hash(), 0L);
      if (here != file.survey().landing()) {
        throw LeadhouseException.dataQuality(
            "%s: %d rows were read and %d rejected, but %d would land. Nothing of it was written."
                .formatted(
                    file.survey().name(), file.survey().rows(), file.survey().rejected(), here));
      }
    }
  }

  private static void requireCurrent(List<NumberedFile> files) throws OutdatedException {
    if (files.stream().anyMatch(file -> file.survey().outdated())) {
      throw new OutdatedException();
    }
  }
}
