package io.leadhouse.graph;

import io.leadhouse.error.LeadhouseException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.analysis.CTESubstitution$;
import org.apache.spark.sql.catalyst.analysis.NamedParameter;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkSqlParser;
import scala.collection.Iterator;

/**
 * What a query names, read by Spark's own parser without a session.
 *
 * @param tables tables it reads; CTE names are not tables
 * @param parameters the {@code :name}s it uses
 */
public record ParsedQuery(Set<String> tables, Set<String> parameters) {

  /**
   * Parses one SELECT.
   *
   * @param file where the text stands, for messages
   * @throws LeadhouseException CONFIGURATION with file and line, also for anything but one SELECT
   */
  public static ParsedQuery of(Path file, String sql) {
    LogicalPlan plan;
    try {
      plan = CTESubstitution$.MODULE$.apply(new SparkSqlParser().parseQuery(sql));
    } catch (Exception e) {
      throw QueryFailure.of(file, sql, e);
    }
    Names names = new Names(file);
    names.visit(plan);
    return new ParsedQuery(names.tables, names.parameters);
  }

  /** Collects names from the plan, its expressions and their subqueries. */
  private static final class Names {
    private final Set<String> tables = new TreeSet<>();
    private final Set<String> parameters = new TreeSet<>();
    private final Path file;

    Names(Path file) {
      this.file = file;
    }

    void visit(LogicalPlan plan) {
      if (plan instanceof RelationTimeTravel) {
        throw LeadhouseException.configuration(
            file + ": VERSION AS OF is not allowed; a run pins the versions it reads.");
      }
      if (plan instanceof UnresolvedRelation relation) {
        if (relation.multipartIdentifier().size() != 1) {
          throw LeadhouseException.configuration(
              file
                  + ": '"
                  + relation.multipartIdentifier().mkString(".")
                  + "' must be the plain name of a table of sql/.");
        }
        tables.add(relation.multipartIdentifier().head());
      }
      for (Iterator<Expression> it = plan.expressions().iterator(); it.hasNext(); ) {
        visit(it.next());
      }
      for (Iterator<LogicalPlan> it = plan.children().iterator(); it.hasNext(); ) {
        visit(it.next());
      }
      for (Iterator<?> it = plan.innerChildren().iterator(); it.hasNext(); ) {
        if (it.next() instanceof LogicalPlan inner) {
          visit(inner);
        }
      }
    }

    private void visit(Expression expression) {
      if (expression instanceof NamedParameter parameter) {
        parameters.add(parameter.name());
      }
      if (expression instanceof PlanExpression<?> subquery
          && (Object) subquery.plan() instanceof LogicalPlan plan) {
        visit(plan);
      }
      for (Iterator<Expression> it = expression.children().iterator(); it.hasNext(); ) {
        visit(it.next());
      }
    }
  }
}
