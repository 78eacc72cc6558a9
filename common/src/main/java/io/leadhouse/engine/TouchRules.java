package io.leadhouse.engine;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Table;
import java.util.Set;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.View;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Refuses a {@code touched_by} query to which more rows could mean fewer keys. It sees rows as they
 * were beside rows as they are, which no table ever held together; what it finds there must be all
 * that it would find in either.
 */
public final class TouchRules {
  private static final Set<String> ROW_BY_ROW =
      Set.of(
          "Project",
          "Filter",
          "SubqueryAlias",
          "Generate",
          "Union",
          "Distinct",
          "WithCTE",
          "CTERelationDef",
          "CTERelationRef",
          "OneRowRelation");

  private static final Set<String> JOINS = Set.of("INNER", "CROSS", "LEFT SEMI");

  private TouchRules() {}

  /**
   * Checks a query: rows that are found again and again, by rows of the inputs and nothing else.
   *
   * @param input whose changed rows it follows
   * @throws LeadhouseException CONFIGURATION naming table.yml, the input and what to use instead
   */
  public static void check(Table table, String input, String query, LogicalPlan analyzed) {
    String place = "%s: touched_by of '%s'".formatted(table.folder().resolve("table.yml"), input);
    PurityRules.check(place, query);
    PurityRules.check(place, analyzed);
    check(table, input, analyzed);
  }

  /** The same of the plan alone. */
  static void check(Table table, String input, LogicalPlan analyzed) {
    if (analyzed instanceof View) {
      return;
    }
    boolean allowed =
        analyzed instanceof Join join
            ? JOINS.contains(join.joinType().sql())
            : ROW_BY_ROW.contains(analyzed.getClass().getSimpleName());
    if (!allowed || Subqueries.in(analyzed)) {
      throw LeadhouseException.configuration(
          "%s: touched_by of '%s' may select, filter, unite and inner-join rows and nothing else, but it has %s."
              .formatted(
                  table.folder().resolve("table.yml"),
                  input,
                  analyzed instanceof Join join
                      ? "a " + join.joinType().sql() + " JOIN"
                      : allowed ? "a subquery" : analyzed.nodeName()));
    }
    for (LogicalPlan child : CollectionConverters.asJava(analyzed.children())) {
      check(table, input, child);
    }
  }
}
