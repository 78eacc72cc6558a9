package io.leadhouse.restatement;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.delta.LostFeed;
import io.leadhouse.engine.BuildContext;
import io.leadhouse.engine.Consumption;
import io.leadhouse.engine.RecordedBuild;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.model.PublishOptions;
import io.leadhouse.model.Table;
import io.leadhouse.run.RunLog;
import io.leadhouse.spark.Persisted;
import io.leadhouse.spark.Quoted;
import io.leadhouse.spark.TimestampText;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

  private static final Map<String, String> KEY_FORM =
      Map.of("timestampFormat", TimestampText.FORMAT);

  private static final String ORGANIZATION = "organization_id";
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

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

  private record Span(Table table, Consumption before, long since, Consumption now) {}

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
    List<Span> spans = thoseNotBefore(spans(results, recorded));
    if (spans.isEmpty()) {
      return;
    }
    List<Consumption> known = new ArrayList<>();
    recorded.values().forEach(build -> known.add(build.made()));
    results.forEach(result -> result.made().ifPresent(known::add));
    OriginSearch search = new OriginSearch(context, known);
    List<Persisted> figures = new ArrayList<>();
    try {
      List<Dataset<Row>> rows = new ArrayList<>();
      for (Span span : spans) {
        try {
          restated(span)
              .ifPresent(
                  restated -> {
                    figures.add(restated);
                    if (restated.in(context.session()).isEmpty()) {
                      return;
                    }
                    Origins origins = search.search(span.table, span.before, span.now);
                    rows.add(rows(span, restated.in(context.session()), origins));
                  });
        } catch (Exception e) {
          LOG.warn(
              "Restatements of {} from version {} to {} are not written down.",
              span.table.name(),
              span.since,
              span.now.version(),
              e);
        }
      }
      rows.stream()
          .reduce(Dataset::union)
          .ifPresent(
              all -> all.coalesce(1).write().format("delta").mode("append").save(place.toString()));
    } finally {
      figures.forEach(Persisted::close);
    }
  }

  /** The tables with settled figures that have moved since they were looked at last. */
  private List<Span> spans(List<TableResult> results, Map<String, RecordedBuild> recorded) {
    List<Span> spans = new ArrayList<>();
    Map<Named, Long> seen = null;
    for (TableResult result : results) {
      Table table = context.warehouse().table(result.table());
      Optional<Consumption> before =
          Optional.ofNullable(recorded.get(table.name())).map(RecordedBuild::made);
      if (result.status() != Status.DONE
          || settled(table).isEmpty()
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
        spans.add(new Span(table, before.get(), since, result.made().get()));
      }
    }
    return spans;
  }

  /**
   * Without the tables that an earlier run had built as of a later instant: for this one, what was
   * over then is not over, and what was known then is not known.
   */
  private List<Span> thoseNotBefore(List<Span> spans) {
    if (spans.isEmpty()) {
      return spans;
    }
    Map<String, Instant> built = log.asOf(spans.stream().map(span -> span.table.name()).toList());
    List<Span> told =
        spans.stream()
            .filter(span -> !asOf.isBefore(built.getOrDefault(span.table.name(), asOf)))
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

  private static Map<String, List<String>> settled(Table table) {
    return table.publication().map(PublishOptions::settled).orElse(Map.of());
  }

  /**
   * What the span restates, by both versions whole where the feed cannot tell; empty where the
   * earlier version cannot be compared. Columns organization, key, column, old and new value.
   */
  private Optional<Persisted> restated(Span span) {
    Path path = context.store().path(span.table.layer(), span.table.name());
    long until = span.now.version();
    Set<String> known = columnsBefore(span, path);
    if (!known.containsAll(span.table.key()) || figures(span.table, known).length == 0) {
      // Rows of another key are other rows, and a column that was not there has told nothing.
      return Optional.empty();
    }
    try {
      Dataset<Row> feed = ChangeFeed.between(context.session(), path, span.since, until);
      // Files that are no longer there are missed only when they are read.
      return Optional.of(Persisted.filled(restated(span, feed, known)));
    } catch (Exception e) {
      if (!LostFeed.isTold(e, path)) {
        throw e;
      }
      LOG.info("No change feed of {} since {}: {}", span.table.name(), span.since, e.toString());
      Dataset<Row> now = context.store().read(context.session(), path, until);
      Dataset<Row> both =
          context
              .store()
              .read(context.session(), path, span.since)
              .withColumn(ChangeFeed.SIGN, lit(-1L))
              .unionByName(now.withColumn(ChangeFeed.SIGN, lit(1L)), true);
      Dataset<Row> changes = ChangeFeed.cancelled(both, List.of(now.columns()));
      return Optional.of(Persisted.filled(restated(span, changes, known)));
    }
  }

  /**
   * Of the earlier version. Delta may have cut it off its log and still have what came after it.
   */
  private Set<String> columnsBefore(Span span, Path path) {
    try {
      return Set.of(context.store().read(context.session(), path, span.since).columns());
    } catch (Exception e) {
      if (!LostFeed.isTold(e, path)) {
        throw e;
      }
      LOG.info("{} had its present columns at version {}, as far as is known.", path, span.since);
      return Set.copyOf(span.table.columns().keySet());
    }
  }

  /**
   * @param known the columns of the earlier version
   */
  private static Dataset<Row> restated(Span span, Dataset<Row> changes, Set<String> known) {
    Column[] key = Quoted.columns(span.table.key());
    Column told =
        struct(
            Quoted.columns(
                settled(span.table).entrySet().stream()
                    .flatMap(
                        entry ->
                            Stream.concat(Stream.of(entry.getKey()), entry.getValue().stream()))
                    .distinct()
                    .toList()));
    Column sign = col(ChangeFeed.SIGN);
    Column owner =
        span.table.key().contains(ORGANIZATION)
            ? col(ORGANIZATION).cast("string")
            : lit(null).cast("string");
    return changes
        .groupBy(key)
        .agg(max(when(sign.lt(0), told)).as(BEFORE), max(when(sign.gt(0), told)).as(AFTER))
        .select(
            owner.as(ORGANIZATION),
            to_json(struct(key), KEY_FORM).as("row_key"),
            explode(array_compact(array(figures(span.table, known)))).as("figure"))
        .select(ORGANIZATION, "row_key", "figure.*");
  }

  /** One figure, or NULL, per settled column that the earlier version had with its flag. */
  private static Column[] figures(Table table, Set<String> known) {
    List<Column> figures = new ArrayList<>();
    settled(table)
        .forEach(
            (flag, columns) -> {
              if (!known.contains(flag)) {
                return;
              }
              for (String column : columns.stream().filter(known::contains).toList()) {
                Column before = Quoted.column(BEFORE, column);
                Column after = Quoted.column(AFTER, column);
                figures.add(
                    when(
                        Quoted.column(BEFORE, flag).and(before.eqNullSafe(after).equalTo(false)),
                        struct(
                            lit(column).as("column_name"),
                            text(table, column, before).as("old_value"),
                            text(table, column, after).as("new_value"))));
              }
            });
    return figures.toArray(Column[]::new);
  }

  private static Column text(Table table, String column, Column value) {
    Column text = value.cast("string");
    return table.columns().get(column).personal() ? when(text.isNotNull(), lit("***")) : text;
  }

  /** The figures in the form of the journal, each with the cause of its organization. */
  private Dataset<Row> rows(Span span, Dataset<Row> figures, Origins origins) {
    List<Row> causes =
        origins.named().stream()
            .map(whose -> RowFactory.create(whose, origins.cause(whose).toString()))
            .toList();
    Column other =
        when(col(ORGANIZATION).isNull(), lit(origins.cause(null).toString()))
            .otherwise(lit(origins.causeOfOthers().toString()));
    return figures
        .join(
            broadcast(context.session().createDataFrame(causes, CAUSES)),
            col(ORGANIZATION).equalTo(col(WHOSE)),
            "left")
        .select(
            lit(context.runId()).as("run_id"),
            lit(Timestamp.from(asOf)).as("as_of"),
            lit(span.table.name()).as("table_name"),
            lit(span.since).as("since_version"),
            lit(span.now.version()).as("version"),
            col(ORGANIZATION),
            col("row_key"),
            col("column_name"),
            col("old_value"),
            col("new_value"),
            coalesce(col(CAUSE), other).as("cause"),
            lit(span.now.table().id()).as(TABLE_ID));
  }
}
