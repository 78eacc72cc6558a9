package io.leadhouse.engine;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.engine.Consumption.Position;
import io.leadhouse.model.Logic;
import io.leadhouse.model.Refresh;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Analyzed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Decides how much of a table has to be recomputed: from what it is made of and what its inputs are
 * now. Whatever cannot be told means the whole table.
 */
final class RefreshPlanner {
  private final BuildContext context;
  private final Models models;
  private final PinnedVersions versions;
  private final LastBuilds lastBuilds;
  private final InputChanges changes;
  private final Quarantine quarantine;
  private final Scope.Effort effort;

  RefreshPlanner(
      BuildContext context,
      PinnedVersions versions,
      LastBuilds lastBuilds,
      InputChanges changes,
      Quarantine quarantine,
      Scope.Effort effort) {
    this.context = context;
    this.models = context.models();
    this.versions = versions;
    this.lastBuilds = lastBuilds;
    this.changes = changes;
    this.quarantine = quarantine;
    this.effort = effort;
  }

  /**
   * Decides.
   *
   * @param definition what the table's rows are made by now
   * @param inputs what the table reads now
   */
  RefreshPlan plan(
      SparkSession session, Table table, String definition, NavigableMap<String, Position> inputs) {
    RefreshPlan own = ofItself(session, table, definition, inputs.keySet());
    if (!(own instanceof RefreshPlan.Untouched known)) {
      return own;
    }
    Consumption last = known.last();
    List<String> moved = new ArrayList<>();
    for (Map.Entry<String, Position> input : inputs.entrySet()) {
      Position before = last.inputs().get(input.getKey());
      Position now = input.getValue();
      if (!before.id().equals(now.id())) {
        return new RefreshPlan.Full(input.getKey() + " was made anew");
      }
      if (before.version() > now.version()) {
        return new RefreshPlan.Full(input.getKey() + " is read at an earlier version than before");
      }
      if (before.isReplacedBy(versions.commit(session, input.getKey(), before.version()))) {
        return new RefreshPlan.Full(
            input.getKey() + " was put back, and what has happened to it since is not known");
      }
      if (before.version() < now.version()) {
        moved.add(input.getKey());
      }
    }
    if (moved.isEmpty()) {
      return known;
    }
    if (isSmall(session, last)) {
      return new RefreshPlan.Full(changedText(moved) + ", and it is small");
    }
    return follow(session, table, last, moved);
  }

  /**
   * Decides by the table alone, whatever has become of the rows of its inputs.
   *
   * @param inputs the names of what it reads now
   * @return the whole table, or that it is untouched as far as that can tell
   */
  RefreshPlan ofItself(SparkSession session, Table table, String definition, Set<String> inputs) {
    if (!context.store().exists(session, context.store().path(table.layer(), table.name()))) {
      return new RefreshPlan.Full(Refreshed.FIRST_TIME);
    }
    if (effort == Scope.Effort.EVERYTHING) {
      return new RefreshPlan.Full("a rebuild was asked for");
    }
    Optional<Consumption> known = lastBuilds.of(session, table);
    if (known.isEmpty()) {
      return new RefreshPlan.Full("what it is made of is not recorded");
    }
    Consumption last = known.get();
    if (!last.definition().equals(definition)) {
      return new RefreshPlan.Full(DefinitionHash.difference(last.definition(), definition));
    }
    if (!last.inputs().keySet().equals(inputs)) {
      return new RefreshPlan.Full("it reads other tables than before");
    }
    if (table.isStaging()) {
      Optional<String> doubt = lastBuilds.recorded(table).flatMap(quarantine::doubt);
      if (doubt.isPresent()) {
        return new RefreshPlan.Full(doubt.get());
      }
    }
    return new RefreshPlan.Untouched(last, "nothing that it reads has changed");
  }

  /** What to do about inputs that have newer versions. */
  private RefreshPlan follow(
      SparkSession session, Table table, Consumption last, List<String> moved) {
    Optional<LogicalPlan> query = analyzed(table);
    Map<String, Set<String>> columns =
        query.map(ColumnsRead::of).orElseGet(() -> columnsListed(table));
    Optional<KeySearch> search =
        table.refresh() instanceof Refresh.ByKey byKey
            ? Optional.of(new KeySearch(session, table, byKey, last, versions, changes))
            : Optional.empty();
    try (ChangedInputs changed = new ChangedInputs(session)) {
      for (String input : moved) {
        long taken = last.inputs().get(input).version();
        Set<String> kept = new LinkedHashSet<>(columns.getOrDefault(input, Set.of()));
        search.ifPresent(keys -> kept.addAll(keys.followedBy(input)));
        if (!isOfKey(input, kept) && changes.isLarge(session, input, taken)) {
          return new RefreshPlan.Full("more than half of the rows of " + input + " have changed");
        }
        Optional<Dataset<Row>> feed = changes.after(session, input, taken);
        if (feed.isEmpty()) {
          return new RefreshPlan.Full("the change feed of " + input + " is gone");
        }
        changed.add(input, ChangeFeed.cancelled(feed.get(), kept));
      }
      if (changed.names().isEmpty()) {
        return new RefreshPlan.Untouched(
            last, "nothing that it reads of " + String.join(", ", moved) + " has changed");
      }
      if (table.isStaging()) {
        return ofContract(session, table, last, changed.names());
      }
      return search
          .map(keys -> byKey(session, table, keys, query, last, changed))
          .orElseGet(() -> whole(changed.names()));
    }
  }

  /** Whether to make all of a table costs less than to look for what of it is touched. */
  private boolean isSmall(SparkSession session, Consumption last) {
    long most = context.smallRows();
    return last.rows() <= most
        && last.inputs().keySet().stream()
            .allMatch(input -> versions.rowCount(session, input) <= most);
  }

  /** Whether only rows that come or go change what is read of an input, however many change. */
  private boolean isOfKey(String input, Set<String> read) {
    Table table = context.warehouse().tables().get(input);
    return table != null && table.key().containsAll(read);
  }

  private RefreshPlan ofContract(
      SparkSession session, Table contract, Consumption last, Set<String> changed) {
    ContractSearch search = new ContractSearch(context, contract, last, versions, changes);
    if (!search.isComplete()) {
      return whole(changed);
    }
    return part(
        last,
        changed,
        search.keys(changed),
        keys -> RowKeys.touched(contract, keys, stored(session, contract, last)),
        keys -> new RefreshPlan.OfContract(last.version(), keys, changedText(changed)));
  }

  private RefreshPlan byKey(
      SparkSession session,
      Table table,
      KeySearch search,
      Optional<LogicalPlan> query,
      Consumption last,
      ChangedInputs changed) {
    List<String> columns = search.followed(changed.names(), query);
    if (columns.isEmpty()) {
      return new RefreshPlan.Full(
          changedText(changed.names()) + ", of which any row may touch every key");
    }
    return part(
        last,
        changed.names(),
        search.keys(columns, changed),
        keys -> keys.touched(stored(session, table, last)),
        keys ->
            new RefreshPlan.ByKey(
                last.version(),
                keys,
                search.narrowed(),
                query.map(model -> search.links(columns, model)).orElse(Map.of()),
                changedText(changed.names())));
  }

  /** The plan for touched keys, unless they are none or stand for most of the table. */
  private static RefreshPlan part(
      Consumption last,
      Set<String> changed,
      Optional<TouchedKeys> found,
      Function<TouchedKeys, Dataset<Row>> region,
      Function<TouchedKeys, RefreshPlan> plan) {
    if (found.isEmpty()) {
      return new RefreshPlan.Full("the change feed of an input is gone");
    }
    TouchedKeys keys = found.get();
    boolean used = false;
    try {
      String inputs = String.join(", ", changed);
      if (keys.count() == 0) {
        return new RefreshPlan.Untouched(last, "no key is touched by what changed in " + inputs);
      }
      if (region.apply(keys).count() * 2 > last.rows()) {
        return new RefreshPlan.Full("more than half of its rows are touched by " + inputs);
      }
      RefreshPlan part = plan.apply(keys);
      used = true;
      return part;
    } finally {
      if (!used) {
        keys.close();
      }
    }
  }

  private static RefreshPlan whole(Set<String> changed) {
    return new RefreshPlan.Full(changedText(changed));
  }

  private static String changedText(Collection<String> changed) {
    return String.join(", ", changed) + " changed";
  }

  private Dataset<Row> stored(SparkSession session, Table table, Consumption last) {
    return context
        .store()
        .read(session, context.store().path(table.layer(), table.name()), last.version());
  }

  /** By input, the columns that a Java model, which may read anything of them, lists. */
  private Map<String, Set<String>> columnsListed(Table table) {
    Map<String, Set<String>> columns = new TreeMap<>();
    if (table.logic() instanceof Logic.JavaClass java) {
      SparkSession own = context.session().newSession();
      java.inputs()
          .columns()
          .forEach(
              (input, listed) ->
                  columns.put(
                      input,
                      listed.isEmpty()
                          ? Set.of(versions.rows(own, input).columns())
                          : Set.copyOf(listed)));
    }
    return columns;
  }

  /** A table's query over its inputs; absent where it is a Java model. */
  private Optional<LogicalPlan> analyzed(Table table) {
    if (table.logic() instanceof Logic.JavaClass) {
      return Optional.empty();
    }
    SparkSession own = context.session().newSession();
    Dataset<Row> rows =
        table.isStaging() ? models.judged(own, table, versions) : models.rows(own, table, versions);
    return Optional.of(Analyzed.of(rows));
  }
}
