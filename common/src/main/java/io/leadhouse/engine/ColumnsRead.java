package io.leadhouse.engine;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.View;
import scala.collection.Iterator;

/**
 * The columns of each input that a query names, or that its result carries: a superset of those on
 * which its rows depend.
 */
final class ColumnsRead {
  private final Map<ExprId, Source> sources = new HashMap<>();
  private final Set<ExprId> read = new LinkedHashSet<>();

  private ColumnsRead() {}

  private record Source(String input, String column) {}

  /**
   * Of an analyzed plan over temporary views named as the inputs.
   *
   * @return by input; without the inputs of which no column is read
   */
  static Map<String, Set<String>> of(LogicalPlan analyzed) {
    ColumnsRead columns = new ColumnsRead();
    columns.visit(analyzed);
    columns.outputOf(analyzed);
    Map<String, Set<String>> found = new TreeMap<>();
    for (ExprId id : columns.read) {
      Source source = columns.sources.get(id);
      if (source != null) {
        found.computeIfAbsent(source.input, input -> new LinkedHashSet<>()).add(source.column);
      }
    }
    return found;
  }

  private void visit(LogicalPlan plan) {
    if (plan instanceof View view) {
      for (Iterator<Attribute> it = view.output().iterator(); it.hasNext(); ) {
        Attribute column = it.next();
        sources.put(column.exprId(), new Source(view.desc().identifier().table(), column.name()));
      }
      return;
    }
    for (Iterator<Expression> it = plan.expressions().iterator(); it.hasNext(); ) {
      visit(it.next());
    }
    for (Iterator<LogicalPlan> it = plan.children().iterator(); it.hasNext(); ) {
      LogicalPlan child = it.next();
      visit(child);
      // A union or a comparison of whole rows reads what comes to it without naming it.
      if (plan.children().size() > 1 && !(plan instanceof Join)) {
        outputOf(child);
      }
    }
    for (Iterator<?> it = plan.innerChildren().iterator(); it.hasNext(); ) {
      if (it.next() instanceof LogicalPlan inner) {
        visit(inner);
      }
    }
  }

  private void outputOf(LogicalPlan plan) {
    for (Iterator<Attribute> it = plan.output().iterator(); it.hasNext(); ) {
      read.add(it.next().exprId());
    }
  }

  private void visit(Expression expression) {
    if (expression instanceof Attribute attribute) {
      read.add(attribute.exprId());
    }
    if (expression instanceof PlanExpression<?> subquery
        && (Object) subquery.plan() instanceof LogicalPlan plan) {
      visit(plan);
      outputOf(plan);
    }
    for (Iterator<Expression> it = expression.children().iterator(); it.hasNext(); ) {
      visit(it.next());
    }
  }
}
