package io.leadhouse.engine;

import static org.apache.spark.sql.functions.expr;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Rule;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Analyzed;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * Refuses a contract's rule that looks at more than the row it judges, or that may judge equal rows
 * otherwise: the rows of some keys are judged without the others.
 */
public final class RejectRules {
  private RejectRules() {}

  /**
   * Analyzes one rule over an empty contract.
   *
   * @param place of the rule, for messages
   * @throws LeadhouseException CONFIGURATION naming what is wrong
   */
  public static Dataset<Row> check(String place, SparkSession session, Table contract, Rule rule) {
    PurityRules.check(place, rule.reject());
    Dataset<Row> rejected =
        session.createDataFrame(List.of(), contract.contract()).select(expr(rule.reject()));
    LogicalPlan analyzed = Analyzed.of(rejected);
    PurityRules.check(place, analyzed);
    // A window, an aggregate or explode() is a node of its own, below or in the place of this one.
    boolean ofItsRow =
        analyzed instanceof Project project
            && project.child().children().isEmpty()
            && !Subqueries.in(project);
    if (!ofItsRow) {
      throw LeadhouseException.configuration(
          place
              + ": a rule looks at the row that it judges and at nothing else, so it may not have windows, aggregates or subqueries. Let the source pack's query compute such a value.");
    }
    return rejected;
  }
}
