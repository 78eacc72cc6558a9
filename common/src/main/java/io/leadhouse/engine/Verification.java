package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.leadhouse.delta.PastVersion;
import io.leadhouse.engine.Consumption.Position;
import io.leadhouse.engine.TableVerdict.Example;
import io.leadhouse.model.Refresh;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Persisted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Recomputes tables from the versions of their inputs that they were made of, and compares the rows
 * with those stored, of contracts also the rows that they refuse. The inputs are read whole, also
 * for a share of the keys: a row that depends on other keys' rows would not be seen without them.
 * Writes nothing.
 */
public final class Verification {
  private static final int SHOWN = 3;
  private static final int SHARES = 10_000;
  private static final String STORED = "__stored";
  private static final String TIMES = "_times";
  private static final String RECOMPUTED = "__recomputed";

  private static final Form REFUSED = new Form(Quarantine.KEY, List.of("occurrences"), Set.of());

  private final BuildContext context;
  private final Models models;
  private final LastBuilds lastBuilds;
  private final Instant now;

  /** What rows look like that are compared; personal columns are not shown. */
  private record Form(List<String> key, List<String> columns, Set<String> personal) {}

  /**
   * @param context with the parameters of the last run
   * @param recorded by table, what the last run that built it has written down of it
   * @param now decides what is older than the retention
   */
  public Verification(BuildContext context, Map<String, RecordedBuild> recorded, Instant now) {
    this.now = now;
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
    Optional<Consumption> last =
        lastBuilds.of(session, table).or(() -> lastBuilds.writtenOver(session, table));
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
    Optional<String> problem = lostInput(session, last.get(), versions);
    if (problem.isPresent()) {
      return TableVerdict.unverified(table.name(), problem.get());
    }
    try {
      return compared(session, table, last.get(), versions, share);
    } catch (Exception e) {
      return TableVerdict.unverified(table.name(), TableFailure.of(table, e).message());
    }
  }

  /** Why an input can no longer be read as it was when the table was made of it. */
  private Optional<String> lostInput(
      SparkSession session, Consumption last, PinnedVersions versions) {
    for (Map.Entry<String, Position> input : last.inputs().entrySet()) {
      PastVersion past = input.getValue().at(versions.path(input.getKey()));
      Optional<String> lost = past.lost(session, context.store(), now);
      if (lost.isPresent()) {
        return Optional.of(
            "%s can no longer be read as it was: %s; the next run makes the table of what is there"
                .formatted(input.getKey(), lost.get()));
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
    if (table.isStaging()) {
      return ofContract(session, table, stored, versions);
    }
    Dataset<Row> recomputed = models.rows(session, table, versions);
    if (share >= 1 || !(table.refresh() instanceof Refresh.ByKey byKey)) {
      return verdict(table, stored, recomputed);
    }
    // The same keys at every verification, from the table and from what it is made of.
    long chosenShares = Math.max(1, Math.round(share * SHARES));
    Column chosen = pmod(xxhash64(columns(byKey.key())), lit(SHARES)).lt(lit(chosenShares));
    return verdict(table, stored.where(chosen), recomputed.where(chosen));
  }

  /** Of the rows that a contract keeps, and of those that it refuses. */
  private TableVerdict ofContract(
      SparkSession session, Table contract, Dataset<Row> stored, PinnedVersions versions) {
    try (Quarantine quarantine = new Quarantine(context, versions);
        Persisted judged = Persisted.of(models.judged(session, contract, versions))) {
      Optional<String> doubt = lastBuilds.recorded(contract).flatMap(quarantine::doubt);
      if (doubt.isPresent()) {
        return TableVerdict.unverified(
            contract.name(), doubt.get() + "; the next run judges it whole");
      }
      Dataset<Row> rows = judged.in(session);
      TableVerdict kept =
          verdict(contract, stored, rows.where(col(Models.REASON).isNull()).drop(Models.REASON));
      return kept.and(
          verdict(
              contract.name(),
              REFUSED,
              quarantine.rows(session, contract),
              Quarantine.counted(Quarantine.refused(contract, rows))));
    }
  }

  private static TableVerdict verdict(Table table, Dataset<Row> stored, Dataset<Row> recomputed) {
    Set<String> personal =
        table.columns().entrySet().stream()
            .filter(column -> column.getValue().personal())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    Form form = new Form(table.key(), List.copyOf(table.columns().keySet()), personal);
    return verdict(table.name(), form, stored, recomputed);
  }

  private static TableVerdict verdict(
      String name, Form form, Dataset<Row> stored, Dataset<Row> recomputed) {
    String[] key = form.key.toArray(String[]::new);
    Dataset<Row> ordered = stored.select(columns(List.of(recomputed.columns())));
    try (Persisted rows = Persisted.of(recomputed)) {
      Dataset<Row> made = rows.in(recomputed.sparkSession());
      Dataset<Row> differing =
          image(form, ordered, STORED)
              .join(image(form, made, RECOMPUTED), key, "full_outer")
              .where(
                  not(
                      col(STORED)
                          .eqNullSafe(col(RECOMPUTED))
                          .and(col(STORED + TIMES).eqNullSafe(col(RECOMPUTED + TIMES)))));
      long count = differing.count();
      return new TableVerdict(
          name, made.count(), count, count == 0 ? List.of() : examples(form, differing), "");
    }
  }

  private static Dataset<Row> image(Form form, Dataset<Row> rows, String name) {
    Column whole = struct(columns(List.of(rows.columns())));
    // Somebody else may have put rows there twice.
    return rows.groupBy(columns(form.key))
        .agg(first(whole).as(name), count(lit(1)).as(name + TIMES));
  }

  private static List<Example> examples(Form form, Dataset<Row> differing) {
    List<Example> examples = new ArrayList<>();
    for (Row row :
        differing
            .orderBy(columns(form.key))
            .select(
                to_json(struct(masked(form, form.key, ""))),
                json(form, STORED),
                json(form, RECOMPUTED))
            .limit(SHOWN)
            .collectAsList()) {
      examples.add(new Example(row.getString(0), row.getString(1), row.getString(2)));
    }
    return examples;
  }

  private static Column json(Form form, String image) {
    Column times = col(image + TIMES);
    return when(
        col(image).isNotNull(),
        concat(
            when(times.gt(1), concat(times, lit(" times "))).otherwise(""),
            to_json(struct(masked(form, form.columns, image + ".")))));
  }

  private static Column[] masked(Form form, List<String> columns, String prefix) {
    return columns.stream()
        .map(name -> form.personal.contains(name) ? lit("***").as(name) : col(prefix + name))
        .toArray(Column[]::new);
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
