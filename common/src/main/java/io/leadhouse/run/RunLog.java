package io.leadhouse.run;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableState;
import io.leadhouse.engine.CheckResult;
import io.leadhouse.engine.Consumption;
import io.leadhouse.engine.RecordedBuild;
import io.leadhouse.engine.TableResult;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The tables ops.run, ops.model_run and ops.quality_result: what every run did, appended once. */
public final class RunLog {
  private static final StructType RUN =
      new StructType()
          .add("run_id", "string")
          .add("command", "string")
          .add("pack", "string")
          .add("as_of", "timestamp")
          .add("started_at", "timestamp")
          .add("finished_at", "timestamp")
          .add("state", "string")
          .add("exit_code", "int")
          .add("message", "string")
          .add("code_version", "string");
  private static final StructType MODEL_RUN =
      new StructType()
          .add("run_id", "string")
          .add("table_name", "string")
          .add("status", "string")
          .add("version", "bigint")
          .add("rows", "bigint")
          .add("quarantined", "bigint")
          .add("inserted", "bigint")
          .add("updated", "bigint")
          .add("deleted", "bigint")
          .add("seconds", "double")
          .add("definition", "string")
          .add("inputs", DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType))
          .add("problem", "string")
          .add("finished_at", "timestamp")
          .add("refresh", "string")
          .add("why", "string")
          .add("keys", "bigint")
          .add("table_id", "string")
          .add("input_ids", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
          .add("as_of", "timestamp")
          .add("quarantine", "string");
  private static final StructType QUALITY_RESULT =
      new StructType()
          .add("run_id", "string")
          .add("table_name", "string")
          .add("severity", "string")
          .add("check", "string")
          .add("violations", "bigint")
          .add("example", "string");

  /** Tables of a warehouse that is run at all were all built since. */
  private static final Duration RECENT = Duration.ofDays(14);

  private final SparkSession session;
  private final DeltaStore store;

  public RunLog(SparkSession session, DeltaStore store) {
    this.session = session;
    this.store = store;
  }

  /**
   * Records a command of a run with all that it did. A run in parts has one record per command, and
   * a command that is repeated has one per try.
   */
  public void append(RunRecord run, List<TableResult> results) {
    List<Row> models = new ArrayList<>();
    List<Row> checks = new ArrayList<>();
    for (TableResult result : results) {
      models.add(model(run, result));
      for (CheckResult check : result.checks()) {
        checks.add(
            RowFactory.create(
                run.runId(),
                result.table(),
                check.severity().name(),
                check.check(),
                check.violations(),
                check.example()));
      }
    }
    append("model_run", models, MODEL_RUN);
    append("quality_result", checks, QUALITY_RESULT);
    // Last, so that a run that is listed is listed with all its parts.
    append("run", List.of(run(run)), RUN);
  }

  /** The last record of a table's build; absent before its first. */
  public Optional<Row> lastBuild(String table) {
    Path path = store.path("ops", "model_run");
    if (!store.exists(session, path)) {
      return Optional.empty();
    }
    Dataset<Row> last =
        session
            .read()
            .format("delta")
            .load(path.toString())
            .where(functions.col("table_name").equalTo(table))
            .orderBy(functions.col("finished_at").desc(), functions.col("run_id").desc())
            .limit(1);
    return last.collectAsList().stream().findFirst();
  }

  /** Up to when the run knew anything that last built a table; absent where none has. */
  public Optional<Instant> asOf(String table) {
    return Optional.ofNullable(asOf(List.of(table)).get(table));
  }

  /** The same of several tables, without those that none has built. */
  public Map<String, Instant> asOf(Collection<String> tables) {
    return last(tables).stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("table_name"), row -> row.<Timestamp>getAs("as_of").toInstant()));
  }

  /**
   * By table, what its last build has left; without those of which too little was recorded.
   *
   * @param tables their names
   */
  public Map<String, RecordedBuild> lastBuilds(Collection<String> tables) {
    Map<String, RecordedBuild> builds = new HashMap<>();
    for (Row row : last(tables)) {
      build(row).ifPresent(build -> builds.put(row.getAs("table_name"), build));
    }
    return builds;
  }

  /** The last records of tables that were built, at most one of each. */
  private List<Row> last(Collection<String> tables) {
    Path path = store.path("ops", "model_run");
    if (!store.exists(session, path)) {
      return List.of();
    }
    Dataset<Row> runs = session.read().format("delta").load(path.toString());
    if (!List.of(runs.columns()).contains("quarantine")) {
      // Written by a version that recorded less of a build.
      return List.of();
    }
    Dataset<Row> built =
        runs.where("status = 'DONE' AND table_id IS NOT NULL AND as_of IS NOT NULL")
            .where(functions.col("table_name").isin(tables.toArray()));
    // Delta leaves out the files of older runs, of which there are ever more.
    Column isRecent = functions.col("finished_at").geq(Instant.now().minus(RECENT));
    List<Row> found = new ArrayList<>(last(built.where(isRecent)));
    Set<String> missing = new TreeSet<>(tables);
    found.forEach(row -> missing.remove(row.<String>getAs("table_name")));
    if (!missing.isEmpty()) {
      found.addAll(
          last(
              built.where(
                  functions
                      .not(isRecent)
                      .and(functions.col("table_name").isin(missing.toArray())))));
    }
    return found;
  }

  private static List<Row> last(Dataset<Row> built) {
    return built
        .groupBy("table_name")
        .agg(
            functions
                .max_by(
                    functions.struct(
                        "table_id",
                        "version",
                        "rows",
                        "quarantined",
                        "quarantine",
                        "definition",
                        "inputs",
                        "input_ids",
                        "as_of"),
                    functions.struct("finished_at", "run_id"))
                .as("last"))
        .select("table_name", "last.*")
        .collectAsList();
  }

  /** What a record of ops.model_run says of a table that was built. */
  static Optional<RecordedBuild> build(Row row) {
    Map<String, Long> versions = row.getJavaMap(row.fieldIndex("inputs"));
    Map<String, String> ids = row.getJavaMap(row.fieldIndex("input_ids"));
    TableState table =
        new TableState(row.<Long>getAs("version"), row.getAs("table_id"), row.<Long>getAs("rows"));
    return Consumption.inputs(versions, ids)
        .map(inputs -> new Consumption(table, row.getAs("definition"), inputs))
        .map(
            made ->
                new RecordedBuild(made, row.<Long>getAs("quarantined"), row.getAs("quarantine")));
  }

  private static Row run(RunRecord run) {
    return RowFactory.create(
        run.runId(),
        run.command(),
        run.pack(),
        run.asOf(),
        run.startedAt(),
        run.finishedAt(),
        run.state(),
        run.exitCode(),
        run.message(),
        run.codeVersion());
  }

  private static Row model(RunRecord run, TableResult result) {
    return RowFactory.create(
        run.runId(),
        result.table(),
        result.status().name(),
        result.version(),
        result.rows(),
        result.quarantined(),
        result.changes().inserted(),
        result.changes().updated(),
        result.changes().deleted(),
        result.seconds(),
        result.definition(),
        result.inputs(),
        result.problem().map(TableResult.Problem::message).orElse(null),
        run.finishedAt(),
        result.refreshed().mode().toString(),
        result.refreshed().why(),
        result.refreshed().keys(),
        result.made().map(made -> made.table().id()).orElse(null),
        result.made().map(Consumption::ids).orElse(Map.of()),
        run.asOf(),
        result.quarantine());
  }

  private void append(String table, List<Row> rows, StructType schema) {
    if (rows.isEmpty()) {
      return;
    }
    session
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .option("mergeSchema", "true")
        .save(store.path("ops", table).toString());
  }
}
