package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.leadhouse.engine.Consumption.Position;
import io.leadhouse.engine.TableVerdict.Example;
import io.leadhouse.model.Refresh;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Persisted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Recomputes tables from the versions of their inputs that they were made of, and compares the rows
 * with those stored. The inputs are read whole, also for a share of the keys: a row that depends on
 * other keys' rows would not be seen without them. Writes nothing.
 */
public final class Verification {
  private static final int SHOWN = 3;
  private static final int SHARES = 10_000;
  private static final String STORED = "__stored";
  private static final String RECOMPUTED = "__recomputed";

  private final BuildContext context;
  private final Models models;
  private final LastBuilds lastBuilds;

  /**
   * @param context with the parameters of the last run
   * @param recorded by table, what the last run that built it has written down of it
   */
  public Verification(BuildContext context, Map<String, RecordedBuild> recorded) {
    this.context = context;
    this.models = context.models();
    this.lastBuilds = new LastBuilds(context.store(), recorded);
  }

  /**
   * Verifies one table.
   *
   * @param share of the refresh keys to compare, above 0 and up to 1; of a table without refresh
   *     key all rows are compared
   */
  public TableVerdict of(Table table, double share) {
    SparkSession session = context.session().newSession();
    if (!context.store().exists(session, context.store().path(table.layer(), table.name()))) {
      return TableVerdict.unverified(table.name(), "it was never made");
    }
    Optional<Consumption> last = lastBuilds.of(session, table);
    if (last.isEmpty()) {
      return TableVerdict.unverified(table.name(), "what it is made of is not recorded");
    }
    String definition = DefinitionHash.of(table, context.graph(), context.parameters());
    if (!definition.equals(last.get().definition())) {
      return TableVerdict.unverified(
          table.name(), "its definition has changed since; the next run makes it anew");
    }
    PinnedVersions versions =
        new PinnedVersions(context.warehouse(), context.store(), last.get().versions());
    Optional<String> problem = movedInput(session, last.get(), versions);
    if (problem.isPresent()) {
      return TableVerdict.unverified(table.name(), problem.get());
    }
    try {
      return compared(session, table, last.get(), versions, share);
    } catch (Exception e) {
      return TableVerdict.unverified(table.name(), TableFailure.of(table, e).message());
    }
  }

  /** What has become of an input whose versions are no longer those that the table was made of. */
  private Optional<String> movedInput(
      SparkSession session, Consumption last, PinnedVersions versions) {
    for (Map.Entry<String, Position> input : last.inputs().entrySet()) {
      Path path = versions.path(input.getKey());
      if (!context.store().exists(session, path)) {
        return Optional.of(input.getKey() + " is gone; the next run makes it and the table anew");
      }
      if (!context.store().id(session, path).equals(input.getValue().id())) {
        return Optional.of(
            input.getKey() + " was made anew since; the next run makes the table anew");
      }
    }
    return Optional.empty();
  }

  private TableVerdict compared(
      SparkSession session, Table table, Consumption last, PinnedVersions versions, double share) {
    Dataset<Row> stored =
        context
            .store()
            .read(session, context.store().path(table.layer(), table.name()), last.version());
    Dataset<Row> recomputed = recomputed(session, table, versions);
    if (share >= 1 || !(table.refresh() instanceof Refresh.ByKey byKey)) {
      return verdict(table, stored, recomputed);
    }
    // The same keys at every verification, from the table and from what it is made of.
    long chosenShares = Math.max(1, Math.round(share * SHARES));
    Column chosen = pmod(xxhash64(columns(byKey.key())), lit(SHARES)).lt(lit(chosenShares));
    return verdict(table, stored.where(chosen), recomputed.where(chosen));
  }

  private Dataset<Row> recomputed(SparkSession session, Table table, InputViews inputs) {
    return table.isStaging()
        ? models
            .judged(session, table, inputs)
            .where(col(Models.REASON).isNull())
            .drop(Models.REASON)
        : models.rows(session, table, inputs);
  }

  private TableVerdict verdict(Table table, Dataset<Row> stored, Dataset<Row> recomputed) {
    String[] key = table.key().toArray(String[]::new);
    Dataset<Row> ordered = stored.select(columns(List.of(recomputed.columns())));
    try (Persisted rows = Persisted.of(recomputed)) {
      Dataset<Row> made = rows.in(recomputed.sparkSession());
      Dataset<Row> differing =
          image(table, ordered, STORED)
              .join(image(table, made, RECOMPUTED), key, "full_outer")
              .where(not(col(STORED).eqNullSafe(col(RECOMPUTED))));
      long count = differing.count();
      return new TableVerdict(
          table.name(),
          made.count(),
          count,
          count == 0 ? List.of() : examples(table, differing),
          "");
    }
  }

  private static Dataset<Row> image(Table table, Dataset<Row> rows, String name) {
    Column whole = struct(columns(List.of(rows.columns())));
    return rows.select(
        Stream.concat(Stream.of(columns(table.key())), Stream.of(whole.as(name)))
            .toArray(Column[]::new));
  }

  private static List<Example> examples(Table table, Dataset<Row> differing) {
    List<Example> examples = new ArrayList<>();
    for (Row row :
        differing
            .orderBy(columns(table.key()))
            .select(
                to_json(struct(columns(table.key()))), json(table, STORED), json(table, RECOMPUTED))
            .limit(SHOWN)
            .collectAsList()) {
      examples.add(new Example(row.getString(0), row.getString(1), row.getString(2)));
    }
    return examples;
  }

  private static Column json(Table table, String image) {
    Column[] shown =
        table.columns().entrySet().stream()
            .map(
                column ->
                    column.getValue().personal()
                        ? lit("***").as(column.getKey())
                        : col(image + "." + column.getKey()))
            .toArray(Column[]::new);
    return when(col(image).isNotNull(), to_json(struct(shown)));
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
