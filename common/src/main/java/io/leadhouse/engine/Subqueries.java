package io.leadhouse.engine;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Tells whether a step of a plan reads more than the rows that come to it. */
final class Subqueries {
  private Subqueries() {}

  /**
   * Whether the step's own expressions have a subquery; those of its children are not looked at.
   */
  static boolean in(LogicalPlan step) {
    return in(step.expressions());
  }

  private static boolean in(Seq<Expression> expressions) {
    for (Expression expression : CollectionConverters.asJava(expressions)) {
      if (expression instanceof PlanExpression || in(expression.children())) {
        return true;
      }
    }
    return false;
  }
}
