package io.leadhouse.ingest;

import io.leadhouse.engine.TableResult.Problem;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.model.SourcePack;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.RawType;
import io.leadhouse.postgres.SourceCatalog;
import io.leadhouse.postgres.SourceColumn;
import io.leadhouse.postgres.SourceRelation;
import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.Wire;
import io.leadhouse.yaml.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Fits a pack's raw.yml to the source as it is. */
final class PackPlan {
  private final SourcePack pack;
  private final SourceCatalog catalog;
  private final PostgresEndpoint source;
  private final List<TablePlan> plans = new ArrayList<>();
  private final List<IngestedTable> misfits = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();

  private PackPlan(SourcePack pack, SourceCatalog catalog, PostgresEndpoint source) {
    this.pack = pack;
    this.catalog = catalog;
    this.source = source;
  }

  /**
   * Plans every table of the pack, in its order.
   *
   * @throws LeadhouseException CONFIGURATION when there are tables that we may not read;
   *     SCHEMA_DRIFT when no table fits
   */
  static PackPlan of(SourcePack pack, SourceCatalog catalog, PostgresEndpoint source) {
    PackPlan planning = new PackPlan(pack, catalog, source);
    pack.tables().forEach(planning::table);
    planning.requireRights();
    if (planning.plans.isEmpty()) {
      planning.requireFit();
    }
    return planning;
  }

  /** The tables that fit. */
  List<TablePlan> plans() {
    return List.copyOf(plans);
  }

  /** The tables that do not, each with what is wrong. */
  List<IngestedTable> misfits() {
    return List.copyOf(misfits);
  }

  /**
   * Says everything that does not fit at once.
   *
   * @throws LeadhouseException SCHEMA_DRIFT for a table or column that is not there
   */
  void requireFit() {
    if (!misfits.isEmpty()) {
      throw new LeadhouseException(
          Category.SCHEMA_DRIFT,
          misfit(
              misfits.stream()
                  .map(table -> table.problem().orElseThrow().message())
                  .collect(Collectors.joining("\n"))));
    }
  }

  private void table(String name, SourcePack.SourceTable table) {
    String rawTable = SourcePack.RAW_PREFIX + name;
    Optional<SourceRelation> found = catalog.relation(new TableName(pack.schema(), name));
    List<String> complaints = new ArrayList<>();
    found.ifPresentOrElse(
        relation -> {
          requireReadable(relation);
          requireColumns(relation, table, complaints);
          requireDistinctNames(relation, complaints);
        },
        () -> complaints.add(missing(name)));
    if (complaints.isEmpty()) {
      plans.add(plan(found.orElseThrow(), rawTable, table));
    } else {
      misfits.add(
          IngestedTable.stopped(
              pack.schema() + "." + name,
              rawTable,
              List.of(),
              new Problem(Category.SCHEMA_DRIFT, String.join("\n", complaints))));
    }
  }

  private static TablePlan plan(
      SourceRelation relation, String rawTable, SourcePack.SourceTable table) {
    List<RawColumn> columns =
        relation.columns().stream().map(column -> column(column, table)).toList();
    return new TablePlan(
        relation,
        rawTable,
        columns,
        table.key(),
        table.strategy(),
        columns.stream().filter(column -> column.source().equals(table.cursor())).findFirst(),
        table.overlapMinutes());
  }

  private static final Set<Wire> TIMES = Set.of(Wire.DATE, Wire.MICROS);

  private static RawColumn column(SourceColumn column, SourcePack.SourceTable table) {
    return new RawColumn(
        column.name(),
        RawColumn.landingName(column.name()),
        RawType.of(column.type()),
        column.type().declared(),
        !column.notNull(),
        table.key().contains(column.name()),
        table.personal().contains(column.name()));
  }

  private String missing(String name) {
    List<String> names = catalog.names(pack.schema());
    List<String> elsewhere = catalog.schemasWith(name);
    return "Table %s.%s does not exist.".formatted(pack.schema(), name)
        + (names.isEmpty()
            ? " Schema " + pack.schema() + " has no tables."
            : NearestName.hint(name, names))
        + (elsewhere.isEmpty()
            ? ""
            : " There is one of that name in schema " + String.join(", ", elsewhere) + ".");
  }

  private static void requireColumns(
      SourceRelation relation, SourcePack.SourceTable table, List<String> complaints) {
    requireColumns(relation, table.key(), "key", complaints);
    requireColumns(relation, table.personal(), "personal", complaints);
    if (table.cursor() != null) {
      requireColumns(relation, List.of(table.cursor()), "cursor", complaints);
      relation
          .column(table.cursor())
          .filter(column -> !TIMES.contains(RawType.of(column.type()).wire()))
          .ifPresent(
              column ->
                  complaints.add(
                      "Table %s: its cursor '%s' is %s; only a date or a timestamp can be one."
                          .formatted(relation, column.name(), column.type().declared())));
    }
  }

  private static void requireColumns(
      SourceRelation relation, List<String> names, String role, List<String> complaints) {
    List<String> present = relation.columns().stream().map(SourceColumn::name).toList();
    for (String name : names) {
      if (!present.contains(name)) {
        complaints.add(
            "Table %s has no column '%s', which raw.yml calls %s.%s"
                .formatted(relation, name, role, NearestName.hint(name, present)));
      }
    }
  }

  private static void requireDistinctNames(SourceRelation relation, List<String> complaints) {
    Map<String, String> landed = new TreeMap<>();
    for (SourceColumn column : relation.columns()) {
      String name = RawColumn.landingName(column.name()).toLowerCase(Locale.ROOT);
      String other = landed.put(name, column.name());
      if (other != null) {
        complaints.add(
            ("Columns '%s' and '%s' of %s would both land as '%s', because names in Spark ignore"
                    + " letter case and punctuation; give raw.yml a view that renames one.")
                .formatted(other, column.name(), relation, name));
      }
    }
  }

  private void requireReadable(SourceRelation relation) {
    String role = TableName.quote(source.user());
    String select = "GRANT SELECT ON " + relation.name().sql() + " TO " + role + ";";
    switch (relation.access()) {
      case FULL -> {}
      case NO_USAGE ->
          refusals.add(
              "User %s may not read %s. Run there: GRANT USAGE ON SCHEMA %s TO %s; %s"
                  .formatted(
                      source.user(),
                      relation,
                      TableName.quote(relation.name().schema()),
                      role,
                      select));
      case NO_SELECT ->
          refusals.add(
              "User %s may not read %s. Run there: %s".formatted(source.user(), relation, select));
      case ROWS_HIDDEN ->
          refusals.add(
              ("Row-level security hides rows of %s from user %s, so its copy would have holes."
                      + " Run there: ALTER ROLE %s BYPASSRLS;")
                  .formatted(relation, source.user(), role));
    }
  }

  private void requireRights() {
    if (!refusals.isEmpty()) {
      throw LeadhouseException.configuration(misfit(String.join("\n", refusals)));
    }
  }

  private String misfit(String complaints) {
    return "The source at "
        + source
        + " does not fit "
        + pack.folder().resolve("raw.yml")
        + "; nothing was read.\n"
        + complaints
        + (refusals.isEmpty() ? "\nCorrect raw.yml, or the source." : "");
  }
}
