package io.leadhouse.ingest;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.model.SourcePack;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.RawType;
import io.leadhouse.postgres.SourceCatalog;
import io.leadhouse.postgres.SourceColumn;
import io.leadhouse.postgres.SourceRelation;
import io.leadhouse.postgres.TableName;
import io.leadhouse.yaml.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Fits a pack's raw.yml to the source as it is, and says everything that does not fit at once. */
final class PackPlan {
  private final SourcePack pack;
  private final SourceCatalog catalog;
  private final PostgresEndpoint source;
  private final List<String> drift = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();

  private PackPlan(SourcePack pack, SourceCatalog catalog, PostgresEndpoint source) {
    this.pack = pack;
    this.catalog = catalog;
    this.source = source;
  }

  /**
   * Plans every table of the pack, in its order.
   *
   * @throws LeadhouseException SCHEMA_DRIFT for a table or column that is not there, CONFIGURATION
   *     for one that we may not read
   */
  static List<TablePlan> of(SourcePack pack, SourceCatalog catalog, PostgresEndpoint source) {
    PackPlan planning = new PackPlan(pack, catalog, source);
    List<TablePlan> plans = new ArrayList<>();
    pack.tables().forEach((name, table) -> planning.table(name, table).ifPresent(plans::add));
    planning.requireFit();
    return plans;
  }

  private Optional<TablePlan> table(String name, SourcePack.SourceTable table) {
    Optional<SourceRelation> found = catalog.relation(new TableName(pack.schema(), name));
    if (found.isEmpty()) {
      drift.add(missing(name));
      return Optional.empty();
    }
    SourceRelation relation = found.get();
    requireReadable(relation);
    requireColumns(relation, table.key(), "key");
    requireColumns(relation, table.personal(), "personal");
    requireDistinctNames(relation);
    List<RawColumn> columns =
        relation.columns().stream().map(column -> column(column, table)).toList();
    return Optional.of(new TablePlan(relation, SourcePack.RAW_PREFIX + name, columns, table.key()));
  }

  private static RawColumn column(SourceColumn column, SourcePack.SourceTable table) {
    return new RawColumn(
        column.name(),
        RawColumn.landingName(column.name()),
        RawType.of(column.type()),
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

  private void requireColumns(SourceRelation relation, List<String> names, String role) {
    List<String> present = relation.columns().stream().map(SourceColumn::name).toList();
    for (String name : names) {
      if (!present.contains(name)) {
        drift.add(
            "Table %s has no column '%s', which raw.yml calls %s.%s"
                .formatted(relation, name, role, NearestName.hint(name, present)));
      }
    }
  }

  private void requireDistinctNames(SourceRelation relation) {
    Map<String, String> landed = new TreeMap<>();
    for (SourceColumn column : relation.columns()) {
      String name = RawColumn.landingName(column.name()).toLowerCase(Locale.ROOT);
      String other = landed.put(name, column.name());
      if (other != null) {
        drift.add(
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

  private void requireFit() {
    if (drift.isEmpty() && refusals.isEmpty()) {
      return;
    }
    List<String> complaints = new ArrayList<>(drift);
    complaints.addAll(refusals);
    throw new LeadhouseException(
        drift.isEmpty() ? Category.CONFIGURATION : Category.SCHEMA_DRIFT,
        "The source at "
            + source
            + " does not fit "
            + pack.folder().resolve("raw.yml")
            + "; nothing was read.\n"
            + String.join("\n", complaints)
            + (drift.isEmpty() ? "" : "\nCorrect raw.yml, or the source."));
  }
}
