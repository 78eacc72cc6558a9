package io.leadhouse.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.storage.StorageLevel;

/**
 * The warehouse's folder of Delta tables and the only writer of it. A write is the difference
 * between the table's rows and the wanted ones, in one commit; equal rows make no commit, so that
 * the change feed holds exactly what really changed.
 */
public final class DeltaStore {
  private static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";
  private static final String OP = "__op";
  private static final String OLD = "__old";
  private static final String NEW = "__new";

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

  /** The rows of an existing table at a version. */
  public Dataset<Row> read(SparkSession session, Path table, long version) {
    TableFiles files = listed.get(table);
    if (files == null || files.version() != version) {
      files = TableFiles.at(session, table, version);
      listed.put(table, files);
    }
    return files.read(session);
  }

  /**
   * Makes the table hold exactly the given rows.
   *
   * @param wanted all rows the table shall have; read twice where the table exists, so persisted by
   *     the caller
   * @param key primary key, unique and not null in {@code wanted}
   * @param metadata JSON for the commit's userMetadata
   */
  public Written write(
      SparkSession session, Path table, Dataset<Row> wanted, List<String> key, String metadata) {
    if (!exists(session, table)) {
      writer(wanted, metadata).mode(SaveMode.ErrorIfExists).save(table.toString());
      TableFiles made = latest(session, table);
      return new Written(made.version(), true, made.rows(), new Changes(made.rows(), 0, 0));
    }
    TableFiles present = latest(session, table);
    Dataset<Row> rows = present.read(session);
    if (!rows.schema().catalogString().equals(wanted.schema().catalogString())) {
      overwrite(wanted, table, metadata);
      TableFiles made = latest(session, table);
      Changes changes = new Changes(made.rows(), 0, present.rows());
      return new Written(made.version(), true, made.rows(), changes);
    }
    return writeDifference(session, table, present, wanted, key, metadata);
  }

  private Written writeDifference(
      SparkSession session,
      Path table,
      TableFiles present,
      Dataset<Row> wanted,
      List<String> key,
      String metadata) {
    Dataset<Row> difference = difference(present.read(session), wanted, key);
    difference.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Row counts =
          difference
              .agg(
                  count_if(col(OP).equalTo("I")),
                  count_if(col(OP).equalTo("U")),
                  count_if(col(OP).equalTo("D")))
              .head();
      Changes changes = new Changes(counts.getLong(0), counts.getLong(1), counts.getLong(2));
      long rows = present.rows() + changes.inserted() - changes.deleted();
      if (changes.total() == 0) {
        return new Written(present.version(), false, rows, changes);
      }
      // A MERGE reads and rewrites nearly every file anyway once most rows change.
      if (changes.total() * 2 > rows) {
        overwrite(wanted, table, metadata);
      } else {
        merge(session, table, difference, wanted.columns(), key, metadata);
      }
      return new Written(version(session, table), true, rows, changes);
    } finally {
      difference.unpersist();
    }
  }

  /** The files of the latest version, kept for the readers that will ask for that version. */
  private TableFiles latest(SparkSession session, Path table) {
    TableFiles latest = TableFiles.latest(session, table);
    listed.put(table, latest);
    return latest;
  }

  /** The rows to insert, update and delete, with the operation in {@value #OP}. */
  private static Dataset<Row> difference(
      Dataset<Row> present, Dataset<Row> wanted, List<String> key) {
    Column[] columns =
        List.of(wanted.columns()).stream().map(name -> col(quoted(name))).toArray(Column[]::new);
    Dataset<Row> before = present.select(keyed(key, struct(columns).as(OLD)));
    Dataset<Row> after = wanted.select(keyed(key, struct(columns).as(NEW)));
    Column image = when(col(OP).equalTo("D"), col(OLD)).otherwise(col(NEW));
    return before
        .join(after, key.toArray(String[]::new), "full_outer")
        .withColumn(
            OP,
            when(col(OLD).isNull(), lit("I"))
                .when(col(NEW).isNull(), lit("D"))
                .when(not(col(OLD).eqNullSafe(col(NEW))), lit("U")))
        .where(col(OP).isNotNull())
        .select(image.as("__row"), col(OP))
        .select(col("__row.*"), col(OP));
  }

  private static Column[] keyed(List<String> key, Column image) {
    return Stream.concat(key.stream().map(name -> col(quoted(name))), Stream.of(image))
        .toArray(Column[]::new);
  }

  private static void merge(
      SparkSession session,
      Path table,
      Dataset<Row> difference,
      String[] columns,
      List<String> key,
      String metadata) {
    Map<String, String> assignments = new HashMap<>();
    for (String column : columns) {
      assignments.put(quoted(column), "s." + quoted(column));
    }
    String matches =
        key.stream()
            .map(column -> "t." + quoted(column) + " = s." + quoted(column))
            .collect(Collectors.joining(" AND "));
    session.conf().set(USER_METADATA, metadata);
    try {
      DeltaTable.forPath(session, table.toString())
          .as("t")
          .merge(difference.as("s"), matches)
          .whenMatched("s." + OP + " = 'D'")
          .delete()
          .whenMatched("s." + OP + " = 'U'")
          .updateExpr(assignments)
          .whenNotMatched("s." + OP + " = 'I'")
          .insertExpr(assignments)
          .execute();
    } finally {
      session.conf().unset(USER_METADATA);
    }
  }

  private static void overwrite(Dataset<Row> wanted, Path table, String metadata) {
    writer(wanted, metadata)
        .mode(SaveMode.Overwrite)
        .option("overwriteSchema", "true")
        .save(table.toString());
  }

  private static DataFrameWriter<Row> writer(Dataset<Row> rows, String metadata) {
    return rows.write().format("delta").option("userMetadata", metadata);
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }
}
