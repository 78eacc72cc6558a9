package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.graph.QueryFailure;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Refresh;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Analyzed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Finds the refresh keys of one table that changed rows of its inputs touch. */
final class KeySearch {
  private final SparkSession session;
  private final Table table;
  private final Refresh.ByKey refresh;
  private final Consumption last;
  private final PinnedVersions versions;
  private final InputChanges changes;

  KeySearch(
      SparkSession session,
      Table table,
      Refresh.ByKey refresh,
      Consumption last,
      PinnedVersions versions,
      InputChanges changes) {
    this.session = session;
    this.table = table;
    this.refresh = refresh;
    this.last = last;
    this.versions = versions;
    this.changes = changes;
  }

  /**
   * The columns of the key to which changed inputs can be followed together: those that each of
   * them has. Fewer than all stand for every key with the same values in them, so they are enough
   * where the table's query keeps rows that differ in them apart.
   *
   * @param changed the inputs; one with {@code touched_by} leads to whole keys
   * @param model the table's analyzed query; absent where it is a Java model
   * @return none where any changed row may touch every key
   */
  List<String> followed(Set<String> changed, Optional<LogicalPlan> model) {
    List<String> columns = new ArrayList<>(refresh.key());
    for (String input : changed) {
      if (!refresh.touchedBy().containsKey(input)) {
        columns.retainAll(keyColumns(input));
      }
    }
    if (columns.isEmpty() || columns.equals(refresh.key())) {
      return columns;
    }
    Refresh.ByKey coarser = new Refresh.ByKey(columns, refresh.touchedBy());
    return model.filter(query -> KeyRules.allow(table, coarser, Map.of(), query)).isPresent()
        ? columns
        : List.of();
  }

  /** The columns of an input's changed rows by which their keys are found. */
  Set<String> followedBy(String input) {
    if (!refresh.touchedBy().containsKey(input)) {
      return Set.copyOf(keyColumns(input));
    }
    return ColumnsRead.of(touching(input)).getOrDefault(TableGraph.CHANGED, Set.of());
  }

  /**
   * The inputs with {@code touched_by} that may be narrowed too, and by what. None for fewer
   * columns than the key's: too many rows lead to one of their values to look others up by them.
   *
   * @param columns those of the key by which touched keys are told apart
   * @param model the table's analyzed query
   */
  Map<String, TouchLink> links(List<String> columns, LogicalPlan model) {
    if (!columns.equals(refresh.key())) {
      return Map.of();
    }
    Set<String> narrowed = narrowed();
    Map<String, TouchLink> links = new TreeMap<>();
    for (String input : refresh.touchedBy().keySet()) {
      TouchLink.of(refresh.key(), narrowed, touching(input))
          .ifPresent(link -> links.put(input, link));
    }
    return KeyRules.allow(table, refresh, links, model) ? links : Map.of();
  }

  /** The analyzed query from an input's changed rows to keys. */
  private LogicalPlan touching(String input) {
    SparkSession own = session.newSession();
    for (String other : last.inputs().keySet()) {
      versions.rows(own, other).createOrReplaceTempView(other);
    }
    versions.rows(own, input).createOrReplaceTempView(TableGraph.CHANGED);
    return Analyzed.of(run(own, refresh.touchedBy().get(input)));
  }

  /** The inputs whose rows belong to one key each. */
  Set<String> narrowed() {
    Set<String> narrowed = new TreeSet<>();
    for (String input : last.inputs().keySet()) {
      if (!refresh.touchedBy().containsKey(input) && hasKey(input)) {
        narrowed.add(input);
      }
    }
    return narrowed;
  }

  /**
   * The keys.
   *
   * @param columns those of the key by which they are told apart, as {@link #followed} gives them
   * @param changed rows with at least the columns of {@link #followedBy}
   * @return empty when Delta can no longer tell how one of the inputs was before
   */
  Optional<TouchedKeys> keys(List<String> columns, ChangedInputs changed) {
    Column[] key = columns.stream().map(name -> col(name)).toArray(Column[]::new);
    List<Dataset<Row>> touched = new ArrayList<>();
    for (String input : changed.names()) {
      String query = refresh.touchedBy().get(input);
      Optional<Dataset<Row>> keys =
          query == null ? Optional.of(changed.rows(input)) : asked(changed.side(input), query);
      if (keys.isEmpty()) {
        return Optional.empty();
      }
      touched.add(keys.get().select(key));
    }
    return Optional.of(
        TouchedKeys.of(columns, touched.stream().reduce(Dataset::unionByName).orElseThrow()));
  }

  /** The keys that table.yml's query finds for the changed rows of an input. */
  private Optional<Dataset<Row>> asked(Dataset<Row> changed, String query) {
    changed.drop(ChangeFeed.SIGN).createOrReplaceTempView(TableGraph.CHANGED);
    for (String other : last.inputs().keySet()) {
      Optional<Dataset<Row>> known = nowAndBefore(other);
      if (known.isEmpty()) {
        return Optional.empty();
      }
      known.get().createOrReplaceTempView(other);
    }
    return Optional.of(run(session, query));
  }

  private Dataset<Row> run(SparkSession own, String query) {
    try {
      return own.sql(query);
    } catch (Exception e) {
      throw QueryFailure.of(table.folder().resolve("table.yml"), query, e);
    }
  }

  /** A row that led to a key before leads there still, because that key loses what it had. */
  private Optional<Dataset<Row>> nowAndBefore(String input) {
    Dataset<Row> now = versions.rows(session, input);
    long taken = last.inputs().get(input).version();
    if (taken == versions.version(input)) {
      return Optional.of(now);
    }
    return changes
        .after(session, input, taken)
        .map(
            feed ->
                now.unionByName(
                    feed.where(col(ChangeFeed.SIGN).lt(0)).drop(ChangeFeed.SIGN), true));
  }

  private boolean hasKey(String input) {
    return keyColumns(input).equals(refresh.key());
  }

  /** The columns of the key that an input has. */
  private List<String> keyColumns(String input) {
    List<String> columns = new ArrayList<>(refresh.key());
    columns.retainAll(List.of(versions.rows(session, input).columns()));
    return columns;
  }
}
