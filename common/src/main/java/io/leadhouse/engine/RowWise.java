package io.leadhouse.engine;

import java.util.Set;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.collection.Iterator;

/**
 * Tells a query each of whose rows comes from one row of its one input, whatever the other rows
 * are: it selects and filters, and does nothing else.
 */
final class RowWise {
  private static final Set<String> ROW_BY_ROW =
      Set.of("Project", "Filter", "SubqueryAlias", "WithCTE", "CTERelationDef", "CTERelationRef");

  private int inputs;

  private RowWise() {}

  /** Whether a plan, analyzed or optimized, is one. */
  static boolean is(LogicalPlan plan) {
    RowWise query = new RowWise();
    return query.visit(plan) && query.inputs == 1;
  }

  private boolean visit(LogicalPlan plan) {
    if (plan instanceof View || plan instanceof LogicalRelation) {
      inputs++;
      return true;
    }
    if (!ROW_BY_ROW.contains(plan.getClass().getSimpleName()) || Subqueries.in(plan)) {
      return false;
    }
    for (Iterator<LogicalPlan> it = plan.children().iterator(); it.hasNext(); ) {
      if (!visit(it.next())) {
        return false;
      }
    }
    return true;
  }
}
