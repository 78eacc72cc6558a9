package io.leadhouse.restatement;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.leadhouse.engine.BuildContext;
import io.leadhouse.engine.Consumption;
import io.leadhouse.engine.RecordedBuild;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.model.Table;
import io.leadhouse.run.RunLog;
import io.leadhouse.spark.Persisted;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ops.restatement: one row per run, table, key and column of a figure that a published table had
 * called settled and that is another since. Appended once a build, never rebuilt.
 *
 * <p>A span of versions is written down once: from where the journal, or else the record of the
 * last run, has left a table to where this build has. A build that was killed before it was
 * recorded, and after or before it wrote here, is gone on from either way.
 */
public final class RestatementJournal {
  private static final Logger LOG = LoggerFactory.getLogger(RestatementJournal.class);

  public static final String NAME = "restatement";
  public static final String LAYER = "ops";
  public static final String DESCRIPTION =
      "One row per run, table, version, row and column: a figure that was settled - its row said so,"
          + " as time no longer moves it - and that a later run has changed all the same.";

  /** What identifies a row. */
  public static final List<String> KEY =
      List.of("run_id", "table_name", "version", "row_key", "column_name");

  /** What readers of the published journal see. */
  public static final Map<String, String> COLUMNS = meanings();

  /** Not published: Delta's ids are random. */
  private static final String TABLE_ID = "table_id";

  private static final String WHOSE = "__whose";
  private static final String CAUSE = "__cause";
  private static final StructType CAUSES =
      StructType.fromDDL(WHOSE + " STRING, " + CAUSE + " STRING");

  private final BuildContext context;
  private final RunLog log;
  private final Instant asOf;
  private final Path place;

  /**
   * @param log of the runs before this one, which is not recorded yet
   * @param asOf the instant up to which the run knows anything
   */
  public RestatementJournal(BuildContext context, RunLog log, Instant asOf) {
    this.context = context;
    this.log = log;
    this.asOf = asOf;
    this.place = context.store().path(LAYER, NAME);
  }

  private static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    meanings.put("run_id", "The run that changed the figure.");
    meanings.put("as_of", "The instant that the run speaks of.");
    meanings.put("table_name", "The published table.");
    meanings.put("since_version", "Version of the Delta table with the old figure.");
    meanings.put("version", "Version of the Delta table with the new figure.");
    meanings.put("organization_id", "Owner of the figure; empty for tables without owner.");
    meanings.put("row_key", "Key of the figure's row, as JSON.");
    meanings.put("column_name", "The figure.");
    meanings.put("old_value", "What it was, as text; empty when it had no value.");
    meanings.put("new_value", "What it is, as text; empty when it has none, or its row is gone.");
    meanings.put("cause", "late row, delete, merge or definition.");
    return meanings;
  }

  private record Named(String table, String id) {}

  /**
   * Writes down what a build has restated. The tables are committed by then, so that whatever
   * cannot be told is logged, and neither fails nor is made up for later.
   *
   * @param results of the build
   * @param recorded what the last runs before it have written down
   */
  public void append(List<TableResult> results, Map<String, RecordedBuild> recorded) {
    try {
      tell(results, recorded);
    } catch (Exception e) {
      LOG.warn("No restatement of run {} is written down.", context.runId(), e);
    }
  }

  private void tell(List<TableResult> results, Map<String, RecordedBuild> recorded) {
    List<RestatedSpan> spans = thoseNotBefore(spans(results, recorded));
    if (spans.isEmpty()) {
      return;
    }
    List<Consumption> known = new ArrayList<>();
    recorded.values().forEach(build -> known.add(build.made()));
    results.forEach(result -> result.made().ifPresent(known::add));
    OriginSearch search = new OriginSearch(context, known);
    RestatedFigures figures = new RestatedFigures(context);
    List<Persisted> kept = new ArrayList<>();
    try {
      List<Dataset<Row>> rows = new ArrayList<>();
      for (RestatedSpan span : spans) {
        try {
          figures
              .of(span)
              .ifPresent(
                  restated -> {
                    kept.add(restated);
                    if (restated.in(context.session()).isEmpty()) {
                      return;
                    }
                    Origins origins = search.search(span.table(), span.before(), span.now());
                    rows.add(rows(span, restated.in(context.session()), origins));
                  });
        } catch (Exception e) {
          LOG.warn(
              "Restatements of {} from version {} to {} are not written down.",
              span.table().name(),
              span.since(),
              span.now().version(),
              e);
        }
      }
      rows.stream()
          .reduce(Dataset::union)
          .ifPresent(
              all -> all.coalesce(1).write().format("delta").mode("append").save(place.toString()));
    } finally {
      kept.forEach(Persisted::close);
    }
  }

  /** The tables with settled figures that have moved since they were looked at last. */
  private List<RestatedSpan> spans(List<TableResult> results, Map<String, RecordedBuild> recorded) {
    List<RestatedSpan> spans = new ArrayList<>();
    Map<Named, Long> seen = null;
    for (TableResult result : results) {
      Table table = context.warehouse().table(result.table());
      Optional<Consumption> before =
          Optional.ofNullable(recorded.get(table.name())).map(RecordedBuild::made);
      if (result.status() != Status.DONE
          || RestatedSpan.settled(table).isEmpty()
          || before.isEmpty()
          || !before.get().table().id().equals(result.made().orElseThrow().table().id())
          || before.get().version() >= result.version()) {
        continue;
      }
      seen = seen == null ? seen() : seen;
      String id = before.get().table().id();
      long since =
          Math.max(before.get().version(), seen.getOrDefault(new Named(table.name(), id), 0L));
      if (since < result.version()) {
        spans.add(new RestatedSpan(table, before.get(), since, result.made().get()));
      }
    }
    return spans;
  }

  /**
   * Without the tables that an earlier run had built as of a later instant: for this one, what was
   * over then is not over, and what was known then is not known.
   */
  private List<RestatedSpan> thoseNotBefore(List<RestatedSpan> spans) {
    if (spans.isEmpty()) {
      return spans;
    }
    Map<String, Instant> built = log.asOf(spans.stream().map(span -> span.table().name()).toList());
    List<RestatedSpan> told =
        spans.stream()
            .filter(span -> !asOf.isBefore(built.getOrDefault(span.table().name(), asOf)))
            .toList();
    if (told.size() < spans.size()) {
      LOG.info(
          "No restatement is looked for in {} tables, which were built as of later than {}.",
          spans.size() - told.size(),
          asOf);
    }
    return told;
  }

  /** Up to which version the journal has told of tables. */
  private Map<Named, Long> seen() {
    Map<Named, Long> seen = new HashMap<>();
    if (context.store().exists(context.session(), place)) {
      context
          .session()
          .read()
          .format("delta")
          .load(place.toString())
          .groupBy("table_name", TABLE_ID)
          .max("version")
          .collectAsList()
          .forEach(row -> seen.put(new Named(row.getString(0), row.getString(1)), row.getLong(2)));
    }
    return seen;
  }

  /** The figures in the form of the journal, each with the cause of its organization. */
  private Dataset<Row> rows(RestatedSpan span, Dataset<Row> figures, Origins origins) {
    List<Row> causes =
        origins.named().stream()
            .map(whose -> RowFactory.create(whose, origins.cause(whose).toString()))
            .toList();
    Column other =
        when(col(RestatedFigures.ORGANIZATION).isNull(), lit(origins.cause(null).toString()))
            .otherwise(lit(origins.causeOfOthers().toString()));
    return figures
        .join(
            broadcast(context.session().createDataFrame(causes, CAUSES)),
            col(RestatedFigures.ORGANIZATION).equalTo(col(WHOSE)),
            "left")
        .select(
            lit(context.runId()).as("run_id"),
            lit(Timestamp.from(asOf)).as("as_of"),
            lit(span.table().name()).as("table_name"),
            lit(span.since()).as("since_version"),
            lit(span.now().version()).as("version"),
            col(RestatedFigures.ORGANIZATION),
            col("row_key"),
            col("column_name"),
            col("old_value"),
            col("new_value"),
            coalesce(col(CAUSE), other).as("cause"),
            lit(span.now().table().id()).as(TABLE_ID));
  }
}
