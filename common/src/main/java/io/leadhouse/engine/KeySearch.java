package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.graph.QueryFailure;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Refresh;
import io.leadhouse.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

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

  /** Whether changed rows of an input can be followed to keys. */
  boolean follows(String input) {
    return refresh.touchedBy().containsKey(input) || hasKey(input);
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
   * @param changed by input, its changed rows with at least the key where it has one
   * @return empty when Delta can no longer tell how one of the inputs was before
   */
  Optional<TouchedKeys> keys(Map<String, Dataset<Row>> changed) {
    List<Dataset<Row>> touched = new ArrayList<>();
    for (Map.Entry<String, Dataset<Row>> input : changed.entrySet()) {
      String query = refresh.touchedBy().get(input.getKey());
      Optional<Dataset<Row>> keys =
          query == null ? Optional.of(input.getValue()) : asked(input.getKey(), query);
      if (keys.isEmpty()) {
        return Optional.empty();
      }
      touched.add(keys.get().select(key()));
    }
    return Optional.of(
        TouchedKeys.of(refresh.key(), touched.stream().reduce(Dataset::unionByName).orElseThrow()));
  }

  /** The keys that table.yml's query finds for the changed rows of an input. */
  private Optional<Dataset<Row>> asked(String input, String query) {
    SparkSession own = session.newSession();
    Optional<Dataset<Row>> rows = feed(own, input);
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    rows.get().drop(ChangeFeed.SIGN).createOrReplaceTempView(TableGraph.CHANGED);
    for (String other : last.inputs().keySet()) {
      Optional<Dataset<Row>> known = nowAndBefore(own, other);
      if (known.isEmpty()) {
        return Optional.empty();
      }
      known.get().createOrReplaceTempView(other);
    }
    try {
      return Optional.of(own.sql(query));
    } catch (Exception e) {
      throw QueryFailure.of(table.folder().resolve("table.yml"), query, e);
    }
  }

  /** A row that led to a key before leads there still, because that key loses what it had. */
  private Optional<Dataset<Row>> nowAndBefore(SparkSession own, String input) {
    Dataset<Row> now = versions.rows(own, input);
    if (last.inputs().get(input).version() == versions.version(input)) {
      return Optional.of(now);
    }
    return feed(own, input)
        .map(
            feed ->
                now.unionByName(
                    feed.where(col(ChangeFeed.SIGN).lt(0)).drop(ChangeFeed.SIGN), true));
  }

  private Optional<Dataset<Row>> feed(SparkSession own, String input) {
    return changes.after(own, input, last.inputs().get(input).version());
  }

  private boolean hasKey(String input) {
    return List.of(versions.rows(session, input).columns()).containsAll(refresh.key());
  }

  private Column[] key() {
    return refresh.key().stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
