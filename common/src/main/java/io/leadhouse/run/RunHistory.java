package io.leadhouse.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.engine.RecordedBuild;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads what {@link RunLog} has written of earlier runs. */
public final class RunHistory {
  private static final String OPS = "ops";

  private final SparkSession session;
  private final DeltaStore store;

  public RunHistory(SparkSession session, DeltaStore store) {
    this.session = session;
    this.store = store;
  }

  /** The runs, the youngest first. */
  public List<PastRun> runs() {
    return read("run")
        .map(
            runs ->
                runs
                    .groupBy("run_id")
                    .agg(
                        max_by(col("as_of"), col("finished_at")).as("as_of"),
                        max("finished_at").as("finished_at"),
                        max_by(col("state"), col("finished_at")).as("state"))
                    .orderBy(col("finished_at").desc(), col("run_id").desc())
                    .collectAsList()
                    .stream()
                    .map(RunHistory::run)
                    .toList())
        .orElse(List.of());
  }

  /** What a run did with its tables, by table; the last time where it has tried one repeatedly. */
  public Map<String, PastBuild> builds(String runId) {
    Map<String, PastBuild> builds = new HashMap<>();
    read("model_run")
        .ifPresent(
            models ->
                models.where(col("run_id").equalTo(runId)).collectAsList().stream()
                    .sorted(Comparator.comparing(row -> row.<Timestamp>getAs("finished_at")))
                    .map(RunHistory::build)
                    .forEach(build -> builds.put(build.table(), build)));
    return builds;
  }

  private Optional<Dataset<Row>> read(String table) {
    Path path = store.path(OPS, table);
    return store.exists(session, path)
        ? Optional.of(session.read().format("delta").load(path.toString()))
        : Optional.empty();
  }

  private static PastRun run(Row row) {
    return new PastRun(
        row.getAs("run_id"),
        row.<Timestamp>getAs("as_of").toInstant(),
        row.<Timestamp>getAs("finished_at").toInstant(),
        row.getAs("state"));
  }

  private static PastBuild build(Row row) {
    String status = row.getAs("status");
    return new PastBuild(
        row.getAs("table_name"),
        status,
        status.equals("DONE") ? RunLog.build(row).map(RecordedBuild::made) : Optional.empty(),
        Objects.requireNonNullElse(row.getAs("problem"), ""));
  }
}
