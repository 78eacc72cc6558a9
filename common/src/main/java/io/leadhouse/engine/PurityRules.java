package io.leadhouse.engine;

import io.leadhouse.error.LeadhouseException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Average;
import org.apache.spark.sql.catalyst.expressions.aggregate.Sum;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType$;
import org.apache.spark.sql.types.FloatType$;
import scala.collection.Iterator;

/**
 * Refuses, on the analyzed plan, what would make equal inputs give unequal rows: the clock,
 * randomness, aggregates that depend on row order, and sums of floating point.
 */
public final class PurityRules {
  private static final Set<String> CLOCKS =
      Set.of("CurrentDate", "CurrentTime", "CurrentTimestamp", "Now", "LocalTimestamp");
  private static final Set<String> ORDER_DEPENDENT =
      Set.of(
          "First",
          "Last",
          "AnyValue",
          "Mode",
          "ApproximatePercentile",
          "HyperLogLogPlusPlus",
          "ApproxTopK",
          "ListAgg",
          "HistogramNumeric");
  private static final Set<String> COLLECTIONS = Set.of("CollectList", "CollectSet");
  private static final Set<String> SORTS = Set.of("ArraySort", "SortArray");
  private static final Set<String> FLOATING_MOMENTS =
      Set.of(
          "StddevPop",
          "StddevSamp",
          "VariancePop",
          "VarianceSamp",
          "Skewness",
          "Kurtosis",
          "Corr",
          "CovPopulation",
          "CovSample",
          "RegrSlope",
          "RegrIntercept",
          "RegrR2",
          "RegrSXY",
          "RegrSXX",
          "RegrSYY");
  private static final Set<String> IMPURE_NODES =
      Set.of("Sample", "ScriptTransformation", "Offset");
  private static final Set<String> CLOCK_WORDS =
      Set.of("now", "today", "tomorrow", "yesterday", "epoch");
  private static final Pattern CLOCK_LITERAL =
      Pattern.compile(
          "\\b(date|timestamp(_ntz|_ltz)?)\\s*'\\s*(" + String.join("|", CLOCK_WORDS) + ")",
          Pattern.CASE_INSENSITIVE);

  private static final String CLOCK_TABLE = "join reporting_window, which holds the run's clock";

  private final String place;

  private PurityRules(String place) {
    this.place = place;
  }

  /**
   * Checks an analyzed plan.
   *
   * @param file the query's file, for messages
   * @throws LeadhouseException CONFIGURATION naming the expression and what to use instead
   */
  public static void check(Path file, LogicalPlan analyzed) {
    check(file.toString(), analyzed);
  }

  /** The same of what stands at a place that messages name. */
  static void check(String place, LogicalPlan analyzed) {
    new PurityRules(place).visit(analyzed);
  }

  /**
   * Checks a query's text for literals such as {@code DATE 'today'}, which the parser replaces
   * before there is a plan to look at.
   */
  static void check(Path file, String sql) {
    check(file.toString(), sql);
  }

  /** The same of a text that stands at a place that messages name. */
  static void check(String place, String sql) {
    Matcher literal = CLOCK_LITERAL.matcher(sql);
    if (literal.find()) {
      throw new PurityRules(place).refused(literal.group() + "'", CLOCK_TABLE);
    }
  }

  private void visit(LogicalPlan plan) {
    if (IMPURE_NODES.contains(plan.getClass().getSimpleName())) {
      throw refused(plan.nodeName(), "choose rows by their values");
    }
    boolean limit = plan instanceof GlobalLimit || plan instanceof LocalLimit;
    if (limit && !sorted(plan)) {
      throw refused("LIMIT without ORDER BY", "order by a unique column first");
    }
    for (Iterator<Expression> it = plan.expressions().iterator(); it.hasNext(); ) {
      visit(it.next(), "");
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

  private void visit(Expression expression, String parent) {
    String name = expression.getClass().getSimpleName();
    String shown = expression.prettyName();
    if (expression instanceof CurrentTimestampLike || CLOCKS.contains(name)) {
      throw refused(shown + "()", CLOCK_TABLE);
    }
    if (expression instanceof Cast cast
        && cast.child() instanceof Literal literal
        && CLOCK_WORDS.contains(String.valueOf(literal.value()).strip().toLowerCase(Locale.ROOT))) {
      throw refused("'" + literal.value() + "' as a time", CLOCK_TABLE);
    }
    if (ORDER_DEPENDENT.contains(name)) {
      throw refused(shown, "use min_by or max_by over a unique ordering, or row_number()");
    }
    if (COLLECTIONS.contains(name) && !SORTS.contains(parent)) {
      throw refused(shown, "wrap it in array_sort()");
    }
    if (FLOATING_MOMENTS.contains(name)) {
      throw refused(shown, "compute statistics in a Java model over sorted input");
    }
    if (sumsFloatingPoint(expression)) {
      throw refused(shown + " over floating point", "sum integers or decimals and divide last");
    }
    if (!expression.deterministic() && childrenAreDeterministic(expression)) {
      throw refused(shown, "derive the value from the row's key");
    }
    if (expression instanceof PlanExpression<?> subquery
        && (Object) subquery.plan() instanceof LogicalPlan plan) {
      visit(plan);
    }
    // Inside a window, first and last follow the window's own (unique) ordering.
    if (expression instanceof WindowExpression window
        && !window.windowSpec().orderSpec().isEmpty()) {
      visitChildren(window.windowSpec(), name);
      visitWindowFunction(window.windowFunction());
      return;
    }
    visitChildren(expression, transparent(name) ? parent : name);
  }

  private void visitWindowFunction(Expression function) {
    Expression inner = function;
    while (!ORDER_DEPENDENT.contains(inner.getClass().getSimpleName())) {
      if (!inner.getClass().getSimpleName().equals("AggregateExpression")) {
        visit(inner, "");
        return;
      }
      inner = inner.children().head();
    }
    visitChildren(inner, "");
  }

  private void visitChildren(Expression expression, String parent) {
    for (Iterator<Expression> it = expression.children().iterator(); it.hasNext(); ) {
      visit(it.next(), parent);
    }
  }

  private static boolean childrenAreDeterministic(Expression expression) {
    for (Iterator<Expression> it = expression.children().iterator(); it.hasNext(); ) {
      if (!it.next().deterministic()) {
        return false;
      }
    }
    return true;
  }

  /** Nodes that stand between a function and its argument without changing the value's order. */
  private static boolean transparent(String name) {
    return name.equals("AggregateExpression") || name.equals("Alias");
  }

  private static boolean sumsFloatingPoint(Expression expression) {
    if (!(expression instanceof Sum || expression instanceof Average)) {
      return false;
    }
    DataType input = expression.children().head().dataType();
    return input instanceof DoubleType$ || input instanceof FloatType$;
  }

  private static boolean sorted(LogicalPlan limit) {
    LogicalPlan below = limit.children().head();
    while (below instanceof LocalLimit || below instanceof Project) {
      below = below.children().head();
    }
    return below instanceof Sort;
  }

  private LeadhouseException refused(String what, String instead) {
    return LeadhouseException.configuration(
        place
            + ": "
            + what
            + " is refused, because equal inputs must give equal rows; "
            + instead
            + ".");
  }
}
