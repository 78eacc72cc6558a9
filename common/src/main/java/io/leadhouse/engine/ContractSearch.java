package io.leadhouse.engine;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.model.Logic;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Analyzed;
import io.leadhouse.spark.SmallSide;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Finds the rows of a contract that changes of its inputs touch, by their keys.
 *
 * <p>Why none is missed, where the pack's query is row-wise over one raw table: what is offered
 * with a key comes from raw rows alone that give that key. Had it changed, a raw row that gives the
 * key would have come or gone, and is an image of the feed. What is offered unchanged is judged by
 * the contract's rules, which look at the row alone, and by whether each of its parents is there;
 * so its judgement changes only when a parent comes or goes, and then the row is found by its
 * reference among all that is offered, kept or refused. Rows that share a key share its text, so
 * that keys are unique after it when they are unique among the touched ones.
 */
final class ContractSearch {
  private final BuildContext context;
  private final Models models;
  private final Table contract;
  private final Consumption last;
  private final PinnedVersions versions;
  private final InputChanges changes;

  ContractSearch(
      BuildContext context,
      Table contract,
      Consumption last,
      PinnedVersions versions,
      InputChanges changes) {
    this.context = context;
    this.models = context.models();
    this.contract = contract;
    this.last = last;
    this.versions = versions;
    this.changes = changes;
  }

  /**
   * Whether the argument above holds. A raw table that is and was empty, as those of files that
   * nobody imports, offers nothing and hides nothing: the optimizer leaves it out of the query.
   */
  boolean isComplete() {
    if (!(contract.logic() instanceof Logic.Query)) {
      return false;
    }
    if (RowWise.is(Analyzed.of(offered(versions)))) {
      return true;
    }
    return last.inputs().keySet().stream().anyMatch(this::staysEmpty)
        && RowWise.is(offered(this::withoutEmpty).queryExecution().optimizedPlan());
  }

  private Dataset<Row> withoutEmpty(SparkSession own, String input) {
    Dataset<Row> rows = versions.rows(own, input);
    return staysEmpty(input) ? own.createDataFrame(List.of(), rows.schema()) : rows;
  }

  private boolean staysEmpty(String input) {
    return last.inputs().get(input).version() == versions.version(input)
        && versions.rowCount(context.session(), input) == 0;
  }

  /**
   * The keys as {@link RowKeys} writes them.
   *
   * @param changed the inputs that have changed in what is read of them
   * @return empty when Delta can no longer tell what has changed
   */
  Optional<TouchedKeys> keys(Set<String> changed) {
    List<Dataset<Row>> touched = new ArrayList<>();
    for (String input : changed) {
      Optional<Dataset<Row>> feed =
          changes.after(context.session(), input, last.inputs().get(input).version());
      if (feed.isEmpty()) {
        return Optional.empty();
      }
      if (!context.warehouse().tables().containsKey(input)) {
        touched.add(
            offered(
                (own, name) -> name.equals(input) ? images(own, input) : versions.rows(own, name)));
      }
      for (Map.Entry<String, String> reference : contract.references().entrySet()) {
        if (reference.getValue().equals(input)) {
          touched.add(children(reference.getKey(), context.warehouse().table(input), feed.get()));
        }
      }
    }
    Dataset<Row> keys =
        touched.stream()
            .map(rows -> rows.select(RowKeys.of(contract).as(RowKeys.COLUMN)))
            .reduce(Dataset::union)
            .orElseThrow();
    return Optional.of(TouchedKeys.of(List.of(RowKeys.COLUMN), keys));
  }

  /** What is offered of parents that came or went. */
  private Dataset<Row> children(String column, Table parent, Dataset<Row> feed) {
    Dataset<Row> moved = ChangeFeed.cancelled(feed, parent.key());
    return StagingViews.referring(
        offered(versions), column, parent, SmallSide.of(moved, moved.count()));
  }

  private Dataset<Row> offered(InputViews inputs) {
    return models.offered(context.session().newSession(), contract, inputs);
  }

  private Dataset<Row> images(SparkSession own, String raw) {
    return changes
        .after(own, raw, last.inputs().get(raw).version())
        .orElseThrow()
        .drop(ChangeFeed.SIGN);
  }
}
