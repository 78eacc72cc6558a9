package io.leadhouse.delta;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaTable;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.spark.Quoted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The warehouse's folder of Delta tables and the only writer of it. A write is the difference
 * between the table's rows and the wanted ones, in one commit; equal rows make no commit, so that
 * the change feed holds exactly what really changed.
 */
public final class DeltaStore {
  private static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";

  private final Path root;
  private final Map<Path, TableFiles> listed = new ConcurrentHashMap<>();

  /**
   * @param root the folder that holds one folder per layer
   */
  public DeltaStore(Path root) {
    this.root = root;
  }

  /** Where a table lies. */
  public Path path(String layer, String table) {
    return root.resolve(layer).resolve(table);
  }

  public boolean exists(SparkSession session, Path table) {
    return DeltaTable.isDeltaTable(session, table.toString());
  }

  /** The latest version of an existing table. */
  public long version(SparkSession session, Path table) {
    return latest(session, table).version();
  }

  /** Delta's own id of an existing table, which a table made anew does not share. */
  public String id(SparkSession session, Path table) {
    return DeltaLog.forTable(session, table.toString()).unsafeVolatileTableId();
  }

  /** An existing table as it is now. */
  public TableState state(SparkSession session, Path table) {
    TableFiles latest = latest(session, table);
    return new TableState(latest.version(), id(session, table), latest.rows());
  }

  /** What the last commit of an existing table says of itself. */
  public Optional<String> lastMetadata(SparkSession session, Path table) {
    Row commit =
        DeltaTable.forPath(session, table.toString()).history(1).select("userMetadata").head();
    return Optional.ofNullable(commit.getString(0));
  }

  /** What the commit of a version says of itself; empty once the log no longer has it. */
  public Optional<String> metadata(SparkSession session, Path table, long version) {
    return commit(session, table, version).flatMap(info -> optional(info.userMetadata()));
  }

  /**
   * Delta's own id of the commit that made a version, which another commit of that number does not
   * share; empty once the log no longer has it.
   */
  public Optional<String> commitId(SparkSession session, Path table, long version) {
    return commit(session, table, version).flatMap(info -> optional(info.txnId()));
  }

  /** When the commit of a version was made; empty once the log no longer has it. */
  public Optional<Instant> commitTime(SparkSession session, Path table, long version) {
    return commit(session, table, version).map(info -> info.timestamp().toInstant());
  }

  private static Optional<CommitInfo> commit(SparkSession session, Path table, long version) {
    Iterator<Tuple2<Object, scala.collection.immutable.Seq<Action>>> commits =
        DeltaLog.forTable(session, table.toString()).getChanges(version, Option.empty(), false);
    if (!commits.hasNext()) {
      return Optional.empty();
    }
    Tuple2<Object, scala.collection.immutable.Seq<Action>> first = commits.next();
    return CollectionConverters.asJava(first._2()).stream()
        .filter(action -> (Long) first._1() == version && action instanceof CommitInfo)
        .map(CommitInfo.class::cast)
        .findFirst();
  }

  private static <T> Optional<T> optional(Option<T> value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value.get());
  }

  /** The rows of an existing table at a version. */
  public Dataset<Row> read(SparkSession session, Path table, long version) {
    return files(session, table, version).read(session);
  }

  /** How many rows an existing table has at a version. */
  public long rows(SparkSession session, Path table, long version) {
    return files(session, table, version).rows();
  }

  private TableFiles files(SparkSession session, Path table, long version) {
    TableFiles files = listed.get(table);
    if (files == null || files.version() != version) {
      files = TableFiles.at(session, table, version);
      listed.put(table, files);
    }
    return files;
  }

  /**
   * Makes the table hold exactly the given rows.
   *
   * @param wanted all rows the table shall have; read twice where the table exists, so persisted by
   *     the caller
   */
  public Written write(SparkSession session, TableWrite write, Dataset<Row> wanted) {
    Path table = write.table();
    if (!exists(session, table)) {
      writer(wanted, write).mode(SaveMode.ErrorIfExists).save(table.toString());
      TableFiles made = latest(session, table);
      return new Written(made.version(), true, made.rows(), new Changes(made.rows(), 0, 0));
    }
    TableFiles present = latest(session, table);
    StructType shape = present.read(session).schema();
    if (!hasColumns(shape, wanted.schema())) {
      return replace(session, write, present, wanted);
    }
    Dataset<Row> ordered = wanted.select(columns(shape));
    try (Difference difference =
        Difference.of(session, present.located(session), ordered, write.key())) {
      return writeDifference(session, write, present, ordered, difference);
    }
  }

  /**
   * Makes the table hold exactly the given rows, without a look at those that it holds.
   *
   * @param wanted all rows the table shall have, its key not looked at either
   */
  public void overwrite(SparkSession session, TableWrite write, Dataset<Row> wanted) {
    if (exists(session, write.table())) {
      overwrite(session, write, latest(session, write.table()), wanted);
    } else {
      writer(wanted, write).mode(SaveMode.ErrorIfExists).save(write.table().toString());
    }
  }

  private static void overwrite(
      SparkSession session, TableWrite write, TableFiles present, Dataset<Row> wanted) {
    StructType shape = present.read(session).schema();
    if (hasColumns(shape, wanted.schema())) {
      long unusedVersion =
          described(
              session,
              write,
              () -> new Patch(session, present).replaceAll(wanted.select(columns(shape))));
    } else {
      writer(wanted, write)
          .mode(SaveMode.Overwrite)
          .option("overwriteSchema", "true")
          .save(write.table().toString());
    }
  }

  /**
   * Makes a part of an existing table hold exactly the given rows.
   *
   * @param version of the table, by which the part was chosen
   * @param part of all rows of the table, those that belong to the part
   * @param wanted all rows that the part shall have, with the table's columns; no key of them may
   *     be that of a row of another part
   */
  public Written writePart(
      SparkSession session,
      TableWrite write,
      long version,
      UnaryOperator<Dataset<Row>> part,
      Dataset<Row> wanted) {
    TableFiles present = latest(session, write.table());
    if (present.version() != version) {
      throw writtenMeanwhile(write, null);
    }
    Dataset<Row> ordered = wanted.select(columns(present.read(session).schema()));
    try (Difference difference =
        Difference.of(session, part.apply(present.located(session)), ordered, write.key())) {
      write.guard().check(difference.changes(), present.rows());
      return patch(session, write, present, difference);
    }
  }

  /** Other columns: nothing can be compared, so as many rows as are fewer count as gone. */
  private Written replace(
      SparkSession session, TableWrite write, TableFiles present, Dataset<Row> wanted) {
    long before = present.rows();
    long after = wanted.count();
    write
        .guard()
        .check(new Changes(Math.max(0, after - before), 0, Math.max(0, before - after)), before);
    overwrite(session, write, present, wanted);
    TableFiles made = latest(session, write.table());
    return new Written(made.version(), true, made.rows(), new Changes(made.rows(), 0, before));
  }

  /** Whether both have the same columns, in whichever order. */
  private static boolean hasColumns(StructType present, StructType wanted) {
    return columnsByName(present).equals(columnsByName(wanted));
  }

  /**
   * @param comment of raw columns, the type that the source declares
   */
  private record ColumnForm(DataType type, String comment) {}

  private static Map<String, ColumnForm> columnsByName(StructType schema) {
    return Stream.of(schema.fields())
        .collect(
            Collectors.toMap(
                StructField::name,
                field ->
                    new ColumnForm(
                        field.dataType().asNullable(), field.getComment().getOrElse(() -> ""))));
  }

  private static Column[] columns(StructType schema) {
    return Quoted.columns(List.of(schema.fieldNames()));
  }

  /** Adds columns to the end of an existing table; its change feed goes on. */
  public void addColumns(SparkSession session, Path table, StructType columns) {
    var unusedResult =
        session.sql(
            "ALTER TABLE delta.%s ADD COLUMNS (%s)"
                .formatted(Quoted.name(table.toString()), columns.toDDL()));
    listed.remove(table);
  }

  /**
   * Prepares to put rows into an existing table, in the place of those with the same keys.
   *
   * @param rows with the table's columns and maybe more, persisted by the caller; the key unique
   *     and not null
   * @param count how many they are
   */
  public RowChange change(
      SparkSession session, Path table, List<String> key, Dataset<Row> rows, long count) {
    return new RowChange(session, latest(session, table), key, rows, count);
  }

  /**
   * Commits a change, unless it changes nothing.
   *
   * @param gone keys to take out beside, none of them among the change's rows
   * @param goneCount how many they are
   */
  public Written commit(
      SparkSession session, TableWrite write, RowChange change, Dataset<Row> gone, long goneCount) {
    Changes changes = described(session, write, () -> change.commit(gone, goneCount));
    TableFiles now = latest(session, write.table());
    return new Written(now.version(), changes.total() > 0, now.rows(), changes);
  }

  private Written writeDifference(
      SparkSession session,
      TableWrite write,
      TableFiles present,
      Dataset<Row> wanted,
      Difference difference) {
    Changes changes = difference.changes();
    write.guard().check(changes, present.rows());
    long rows = present.rows() + changes.inserted() - changes.deleted();
    // Little of the old files would be left to read once most rows change. Where the counts do not
    // agree, somebody else has put rows there twice, each of which equals the one that is wanted.
    if (changes.total() * 2 <= rows && rows == wanted.count()) {
      return patch(session, write, present, difference);
    }
    overwrite(session, write, present, wanted);
    TableFiles made = latest(session, write.table());
    return new Written(made.version(), true, made.rows(), changes);
  }

  private Written patch(
      SparkSession session, TableWrite write, TableFiles present, Difference difference) {
    Changes changes = difference.changes();
    if (changes.total() == 0) {
      return new Written(present.version(), false, present.rows(), changes);
    }
    Patch patch = new Patch(session, present);
    long rowsIn = changes.inserted() + changes.updated();
    long unusedVersion =
        described(session, write, () -> patch.commit(difference.out(), difference.in(), rowsIn));
    TableFiles now = latest(session, write.table());
    return new Written(now.version(), true, now.rows(), changes);
  }

  /** The files of the latest version, kept for the readers that will ask for that version. */
  private TableFiles latest(SparkSession session, Path table) {
    TableFiles latest = TableFiles.latest(session, table);
    listed.put(table, latest);
    return latest;
  }

  /** Commits with the write's metadata, which Delta takes from the active session. */
  private static <T> T described(SparkSession session, TableWrite write, Supplier<T> commit) {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    session.conf().set(USER_METADATA, write.metadata());
    try {
      return commit.get();
    } catch (DeltaConcurrentModificationException e) {
      throw writtenMeanwhile(write, e);
    } finally {
      session.conf().unset(USER_METADATA);
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }

  private static LeadhouseException writtenMeanwhile(TableWrite write, Exception cause) {
    return new LeadhouseException(
        Category.LOCKED,
        "Another process has written %s meanwhile. Run again when it has ended."
            .formatted(write.table()),
        cause);
  }

  private static DataFrameWriter<Row> writer(Dataset<Row> rows, TableWrite write) {
    return rows.write().format("delta").option("userMetadata", write.metadata());
  }
}
