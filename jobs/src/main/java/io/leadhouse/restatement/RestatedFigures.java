package io.leadhouse.restatement;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
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
import io.leadhouse.model.Table;
import io.leadhouse.spark.Persisted;
import io.leadhouse.spark.Quoted;
import io.leadhouse.spark.TimestampText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settled figures of a table that are another at the end of a span than at its beginning. */
final class RestatedFigures {
  static final String ORGANIZATION = "organization_id";

  private static final Logger LOG = LoggerFactory.getLogger(RestatedFigures.class);
  private static final Map<String, String> KEY_FORM =
      Map.of("timestampFormat", TimestampText.FORMAT);
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  private final BuildContext context;

  RestatedFigures(BuildContext context) {
    this.context = context;
  }

  /**
   * What the span restates, by both versions whole where the feed cannot tell; empty where the
   * earlier version cannot be compared. Columns organization, key, column, old and new value.
   */
  Optional<Persisted> of(RestatedSpan span) {
    Path path = context.store().path(span.table().layer(), span.table().name());
    long until = span.now().version();
    Set<String> known = columnsBefore(span, path);
    if (!known.containsAll(span.table().key()) || figures(span.table(), known).length == 0) {
      // Rows of another key are other rows, and a column that was not there has told nothing.
      return Optional.empty();
    }
    try {
      Dataset<Row> feed = ChangeFeed.between(context.session(), path, span.since(), until);
      // Files that are no longer there are missed only when they are read.
      return Optional.of(Persisted.filled(restated(span, feed, known)));
    } catch (Exception e) {
      if (!LostFeed.isTold(e, path)) {
        throw e;
      }
      LOG.info(
          "No change feed of {} since {}: {}", span.table().name(), span.since(), e.toString());
      Dataset<Row> now = context.store().read(context.session(), path, until);
      Dataset<Row> both =
          context
              .store()
              .read(context.session(), path, span.since())
              .withColumn(ChangeFeed.SIGN, lit(-1L))
              .unionByName(now.withColumn(ChangeFeed.SIGN, lit(1L)), true);
      Dataset<Row> changes = ChangeFeed.cancelled(both, List.of(now.columns()));
      return Optional.of(Persisted.filled(restated(span, changes, known)));
    }
  }

  /**
   * Of the earlier version. Delta may have cut it off its log and still have what came after it.
   */
  private Set<String> columnsBefore(RestatedSpan span, Path path) {
    try {
      return Set.of(context.store().read(context.session(), path, span.since()).columns());
    } catch (Exception e) {
      if (!LostFeed.isTold(e, path)) {
        throw e;
      }
      LOG.info("{} had its present columns at version {}, as far as is known.", path, span.since());
      return Set.copyOf(span.table().columns().keySet());
    }
  }

  /**
   * @param known the columns of the earlier version
   */
  private static Dataset<Row> restated(RestatedSpan span, Dataset<Row> changes, Set<String> known) {
    Column[] key = Quoted.columns(span.table().key());
    Column told =
        struct(
            Quoted.columns(
                RestatedSpan.settled(span.table()).entrySet().stream()
                    .flatMap(
                        entry ->
                            Stream.concat(Stream.of(entry.getKey()), entry.getValue().stream()))
                    .distinct()
                    .toList()));
    Column sign = col(ChangeFeed.SIGN);
    Column owner =
        span.table().key().contains(ORGANIZATION)
            ? col(ORGANIZATION).cast("string")
            : lit(null).cast("string");
    return changes
        .groupBy(key)
        .agg(max(when(sign.lt(0), told)).as(BEFORE), max(when(sign.gt(0), told)).as(AFTER))
        .select(
            owner.as(ORGANIZATION),
            to_json(struct(key), KEY_FORM).as("row_key"),
            explode(array_compact(array(figures(span.table(), known)))).as("figure"))
        .select(ORGANIZATION, "row_key", "figure.*");
  }

  /** One figure, or NULL, per settled column that the earlier version had with its flag. */
  private static Column[] figures(Table table, Set<String> known) {
    List<Column> figures = new ArrayList<>();
    RestatedSpan.settled(table)
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
}
