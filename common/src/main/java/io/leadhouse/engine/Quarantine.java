package io.leadhouse.engine;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.leadhouse.delta.Changes;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The rows that no table holds, with the reason: staging's complement and what ingest could not
 * represent. It follows its inputs like any table, so a row leaves it when it has healed.
 */
public final class Quarantine {
  /** Grain: table, row and reason; {@code occurrences} counts equal rows. */
  public static final List<String> KEY = List.of("table_name", "row_key", "reason", "row_json");

  /** The shape of quarantined rows before they are counted. */
  public static final StructType SHAPE =
      new StructType()
          .add("table_name", "string")
          .add("row_key", "string")
          .add("reason", "string")
          .add("row_json", "string");

  /** What a run's versions call the rows that ingest could not represent. */
  public static final String RAW = "quarantine";

  private final BuildContext context;
  private final PinnedVersions versions;
  private final StagedRows staged;
  private final ConcurrentLinkedQueue<Table> rejecting = new ConcurrentLinkedQueue<>();

  Quarantine(BuildContext context, PinnedVersions versions, StagedRows staged) {
    this.context = context;
    this.versions = versions;
    this.staged = staged;
  }

  /** Where the rows lie. */
  public static Path path(DeltaStore store) {
    return store.path("ops", "quarantine");
  }

  /** Where ingest leaves the rows that it could not represent. */
  public static Path rawPath(DeltaStore store) {
    return store.path("raw", RAW);
  }

  /** Equal rows counted, in the form that is stored. */
  public static Dataset<Row> counted(Dataset<Row> rows) {
    return rows.withColumn("row_key", coalesce(col("row_key"), lit("")))
        .groupBy(KEY.stream().map(name -> col(name)).toArray(Column[]::new))
        .agg(count(lit(1)).as("occurrences"));
  }

  /** Counts what a contract keeps and refuses. */
  TableResult judge(Table contract) {
    long start = System.nanoTime();
    SparkSession session = context.session().newSession();
    Row counts =
        staged
            .judged(session, contract)
            .agg(count(lit(1)), count(col(Models.REASON)), count_distinct(keptKey(contract)))
            .head();
    long refused = counts.getLong(1);
    requireUnique(contract, counts.getLong(0) - refused, counts.getLong(2));
    if (refused > 0) {
      rejecting.add(contract);
    }
    return new TableResult(
        contract.name(),
        Status.DONE,
        -1,
        counts.getLong(0) - refused,
        refused,
        new Changes(0, 0, 0),
        versions.of(context.graph().storedInputs(contract.name())),
        DefinitionHash.of(contract, context.graph(), context.parameters()),
        (System.nanoTime() - start) / 1e9,
        List.of(),
        Optional.empty());
  }

  private static Column keptKey(Table contract) {
    Column[] key = contract.key().stream().map(name -> col(name)).toArray(Column[]::new);
    return when(col(Models.REASON).isNull(), struct(key));
  }

  private static void requireUnique(Table contract, long kept, long keys) {
    if (kept != keys) {
      throw LeadhouseException.dataQuality(
          "%s: %,d rows share %,d values of the key %s. Let the source pack's query give one row a key."
              .formatted(contract.name(), kept, keys, contract.key()));
    }
  }

  /** Stores the refused rows of all judged contracts and of ingest. */
  void store() {
    SparkSession session = context.session().newSession();
    Dataset<Row> all = session.createDataFrame(List.of(), SHAPE);
    if (versions.knows(RAW)) {
      all = versions.rows(session, RAW).drop("occurrences");
    }
    for (Table contract : List.copyOf(rejecting)) {
      all = all.unionByName(refused(session.newSession(), contract));
    }
    Dataset<Row> wanted = counted(all).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      context.store().write(session, TableWrite.of(path(context.store()), KEY, "{}"), wanted);
    } finally {
      wanted.unpersist();
    }
  }

  private Dataset<Row> refused(SparkSession session, Table contract) {
    List<Column> masked = new ArrayList<>();
    contract.columns().keySet().forEach(name -> masked.add(shown(contract, name)));
    Column[] key =
        contract.key().stream()
            .map(name -> coalesce(shown(contract, name).cast("string"), lit("?")))
            .toArray(Column[]::new);
    return staged
        .judged(session, contract)
        .where(col(Models.REASON).isNotNull())
        .select(
            lit(contract.name()).as("table_name"),
            array_join(array(key), "/").as("row_key"),
            col(Models.REASON).as("reason"),
            to_json(struct(masked.toArray(Column[]::new))).as("row_json"));
  }

  /** A column as it may leave its table: personal values are masked. */
  private static Column shown(Table contract, String name) {
    boolean personal = contract.columns().get(name).personal();
    return personal ? when(col(name).isNotNull(), lit("***")).as(name) : col(name);
  }
}
