package io.leadhouse.engine;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Persisted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The rows that no table holds, with the reason: staging's complement and what ingest could not
 * represent. It follows its inputs like any table, so a row leaves it when it has healed.
 */
public final class Quarantine implements AutoCloseable {
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
  private final Map<String, Persisted> replaced = new ConcurrentSkipListMap<>();
  private final Map<String, Persisted> staying = new ConcurrentSkipListMap<>();
  private final Set<String> clean = ConcurrentHashMap.newKeySet();
  private final String before;

  Quarantine(BuildContext context, PinnedVersions versions) {
    this.context = context;
    this.versions = versions;
    this.before = state();
  }

  /** Names the table and its version as it is now; empty where there is none. */
  String state() {
    SparkSession session = context.session().newSession();
    if (!isStored(session)) {
      return "";
    }
    Path path = path(context.store());
    return context.store().id(session, path) + "/" + context.store().version(session, path);
  }

  /**
   * Why the rows that a contract refused when it was judged last cannot be believed: somebody has
   * removed them, or a run was killed before it wrote down what it had judged.
   *
   * @return empty where they are what that run has left
   */
  Optional<String> doubt(RecordedBuild last) {
    if (before.equals(last.quarantine()) || (before.isEmpty() && last.quarantined() == 0)) {
      return Optional.empty();
    }
    return Optional.of(
        before.isEmpty()
            ? "the rows that it refused are gone"
            : "quarantine is not as it was when this contract was judged");
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

  /** Takes the rows that a contract refuses, in the place of those that it refused before. */
  void replace(Table contract, ContractRows rows) {
    if (rows.refused() == 0) {
      clean.add(contract.name());
      return;
    }
    // Now, because the judged rows are not kept until they are stored.
    replaced.put(contract.name(), Persisted.filled(refused(contract, rows.judged())));
  }

  /**
   * Takes the rows that a contract refuses of some keys, in the place of those that it refused of
   * them before.
   *
   * @return how many rows of the contract are refused now
   */
  long replacePart(Table contract, ContractRows rows, TouchedKeys keys) {
    SparkSession session = context.session().newSession();
    if (!isStored(session)) {
      replace(contract, rows);
      return rows.refused();
    }
    Dataset<Row> before = rows(session, contract).withColumn(RowKeys.COLUMN, col("row_key"));
    Persisted others = Persisted.of(keys.untouched(before).drop(RowKeys.COLUMN));
    staying.put(contract.name(), others);
    long stay = occurrences(others.in(session));
    // Last: what is not marked as judged keeps all its rows, whatever fails here.
    replace(contract, rows);
    return stay + rows.refused();
  }

  /** The rows of a contract that are stored. */
  Dataset<Row> rows(SparkSession session, Table contract) {
    return isStored(session)
        ? stored(session).where(col("table_name").equalTo(contract.name()))
        : counted(session.createDataFrame(List.of(), SHAPE));
  }

  /** Stores the refused rows of all judged contracts and of ingest; those of others stay. */
  void store() {
    SparkSession session = context.session().newSession();
    if (replaced.isEmpty() && clean.isEmpty() && hasIngested(session)) {
      return;
    }
    Dataset<Row> all = session.createDataFrame(List.of(), SHAPE);
    if (versions.knows(RAW)) {
      all = versions.rows(session, RAW).drop("occurrences");
    }
    for (Persisted refused : replaced.values()) {
      all = all.unionByName(refused.in(session));
    }
    Dataset<Row> wanted = counted(all);
    for (Map.Entry<String, Persisted> rows : staying.entrySet()) {
      if (isJudged(rows.getKey())) {
        wanted = wanted.unionByName(rows.getValue().in(session));
      }
    }
    List<String> unjudged = unjudged();
    if (!unjudged.isEmpty() && isStored(session)) {
      wanted =
          wanted.unionByName(stored(session).where(col("table_name").isin(unjudged.toArray())));
    }
    try (Persisted rows = Persisted.of(wanted)) {
      TableWrite write = TableWrite.of(path(context.store()), KEY, ingested());
      var unused = context.store().write(session, write, rows.in(session));
    }
  }

  @Override
  public void close() {
    replaced.values().forEach(Persisted::close);
    staying.values().forEach(Persisted::close);
  }

  /** The contracts that this build has not judged. */
  private List<String> unjudged() {
    return context.warehouse().tables().values().stream()
        .filter(Table::isStaging)
        .map(Table::name)
        .filter(name -> !isJudged(name))
        .toList();
  }

  private boolean isJudged(String contract) {
    return replaced.containsKey(contract) || clean.contains(contract);
  }

  /** Which rows of ingest are in a commit of quarantine, as its metadata says it. */
  private String ingested() {
    return versions.knows(RAW) ? "{\"%s\":%d}".formatted(RAW, versions.version(RAW)) : "{}";
  }

  /** Whether the rows that ingest could not represent are in quarantine already. */
  private boolean hasIngested(SparkSession session) {
    if (!versions.knows(RAW)) {
      return true;
    }
    return isStored(session)
        && context
            .store()
            .lastMetadata(session, path(context.store()))
            .filter(ingested()::equals)
            .isPresent();
  }

  private boolean isStored(SparkSession session) {
    return context.store().exists(session, path(context.store()));
  }

  private Dataset<Row> stored(SparkSession session) {
    Path path = path(context.store());
    return context.store().read(session, path, context.store().version(session, path));
  }

  private static long occurrences(Dataset<Row> rows) {
    Row total = rows.agg(sum(col("occurrences"))).head();
    return total.isNullAt(0) ? 0 : total.getLong(0);
  }

  /**
   * The refused rows among those that are offered for a contract, in {@link #SHAPE}.
   *
   * @param judged as {@link Models#judged} gives them
   */
  public static Dataset<Row> refused(Table contract, Dataset<Row> judged) {
    Column[] masked =
        contract.columns().keySet().stream()
            .map(name -> RowKeys.shown(contract, name))
            .toArray(Column[]::new);
    return judged
        .where(col(Models.REASON).isNotNull())
        .select(
            lit(contract.name()).as("table_name"),
            RowKeys.of(contract).as("row_key"),
            col(Models.REASON).as("reason"),
            to_json(struct(masked)).as("row_json"));
  }
}
