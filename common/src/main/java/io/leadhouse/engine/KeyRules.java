package io.leadhouse.engine;

import io.leadhouse.engine.KeyCarriers.Equality;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Refresh;
import io.leadhouse.model.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SetOperation;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Refuses, on the analyzed plan of a table that is refreshed by key, what would let a row depend on
 * rows of other keys: a refresh reads only the touched keys' rows of an input that has the key, so
 * that a rank or a total over all rows would differ from that of a rebuild.
 *
 * <p>It follows the columns of the key from those inputs upwards, by name changes and by the
 * equalities of joins, and asks at every window, grouping and join whether they are all there. What
 * it cannot follow it refuses. Inputs that are read whole are of no interest, with `touched_by` or
 * without: there, table.yml says which keys a row touches.
 */
final class KeyRules {
  /** What hands rows on as they are, some of them, or each several times. */
  private static final Set<String> ROW_BY_ROW =
      Set.of(
          "Filter",
          "Sort",
          "SubqueryAlias",
          "Generate",
          "ResolvedHint",
          "Repartition",
          "RepartitionByExpression");

  private final Table table;
  private final Path file;
  private final Refresh.ByKey refresh;
  private final Map<Long, Common> common = new HashMap<>();

  private KeyRules(Table table, Path file, Refresh.ByKey refresh) {
    this.table = table;
    this.file = file;
    this.refresh = refresh;
  }

  /** A common table expression: where it carries the key, and its columns in their order. */
  private record Common(Optional<KeyCarriers> carriers, List<Attribute> output) {}

  /**
   * Checks an analyzed plan over temporary views named as the inputs.
   *
   * @param file the query's file, for messages
   * @throws LeadhouseException CONFIGURATION naming the line, what is wrong and what to do
   */
  static void check(Table table, Path file, LogicalPlan analyzed) {
    if (table.refresh() instanceof Refresh.ByKey refresh) {
      var unused = new KeyRules(table, file, refresh).visit(analyzed);
    }
  }

  /** Where the rows of a plan carry the key; empty where no input below is narrowed. */
  private Optional<KeyCarriers> visit(LogicalPlan plan) {
    if (plan instanceof View view) {
      return input(view);
    }
    if (plan instanceof WithCTE with) {
      for (CTERelationDef definition : CollectionConverters.asJava(with.cteDefs())) {
        common.put(
            definition.id(), new Common(visit(definition.child()), list(definition.output())));
      }
      return visit(with.plan());
    }
    if (plan instanceof CTERelationRef reference) {
      Common definition = common.get(reference.cteId());
      return definition
          .carriers()
          .map(carriers -> carriers.moved(definition.output(), list(reference.output())));
    }
    refuseSubqueries(plan);
    if (plan instanceof Join join) {
      return joined(join);
    }
    if (plan instanceof Union union) {
      return united(list(union.children()), list(union.output()));
    }
    if (plan instanceof SetOperation operation) {
      Optional<KeyCarriers> both =
          united(List.of(operation.left(), operation.right()), list(operation.output()));
      both.ifPresent(carriers -> require(carriers, list(operation.output()), plan, "compares"));
      return both;
    }
    Optional<KeyCarriers> below = Optional.empty();
    for (LogicalPlan child : list(plan.children())) {
      Optional<KeyCarriers> carriers = visit(child);
      below = below.isPresent() ? below : carriers;
    }
    return below.map(carriers -> above(plan, carriers));
  }

  private Optional<KeyCarriers> input(View view) {
    if (refresh.touchedBy().containsKey(view.desc().identifier().table())) {
      return Optional.empty();
    }
    return KeyCarriers.of(refresh.key(), list(view.output()));
  }

  /** What a plan with one narrowed input below makes of its columns. */
  private KeyCarriers above(LogicalPlan plan, KeyCarriers below) {
    if (plan instanceof Project project) {
      return below.projected(list(project.projectList()));
    }
    if (plan instanceof Aggregate aggregate) {
      require(below, list(aggregate.groupingExpressions()), plan, "groups");
      return below.projected(list(aggregate.aggregateExpressions()));
    }
    if (plan instanceof Window window) {
      require(below, list(window.partitionSpec()), plan, "numbers or adds up");
      return below;
    }
    if (plan instanceof Distinct) {
      require(below, list(plan.output()), plan, "drops repeated");
      return below;
    }
    if (plan instanceof Expand expand) {
      List<List<Expression>> projections = new ArrayList<>();
      list(expand.projections()).forEach(projection -> projections.add(list(projection)));
      return below.expanded(projections, list(expand.output()));
    }
    if (!ROW_BY_ROW.contains(plan.getClass().getSimpleName())) {
      throw refused(plan, plan.nodeName() + " chooses among rows of several keys");
    }
    return below;
  }

  private Optional<KeyCarriers> joined(Join join) {
    Optional<KeyCarriers> left = visit(join.left());
    Optional<KeyCarriers> right = visit(join.right());
    if (left.isEmpty() && right.isEmpty()) {
      return Optional.empty();
    }
    List<Equality> equalities = new ArrayList<>();
    if (join.condition().isDefined()) {
      collect(join.condition().get(), equalities);
    }
    if (left.isPresent() && right.isPresent() && !left.get().meets(right.get(), equalities)) {
      throw refused(join, "it joins rows of different keys");
    }
    return Optional.of(
        switch (join.joinType().sql()) {
          case "INNER", "CROSS" ->
              KeyCarriers.either(left, right, refresh.key().size()).equated(equalities);
          case "LEFT OUTER", "LEFT SEMI", "LEFT ANTI" ->
              kept(join, left, right, equalities, list(join.left().output()));
          case "RIGHT OUTER" -> kept(join, right, left, equalities, list(join.right().output()));
          default -> KeyCarriers.nowhere(refresh.key().size());
        });
  }

  /** Of a join that keeps the rows of one side: their own columns only are never NULL by it. */
  private KeyCarriers kept(
      Join join,
      Optional<KeyCarriers> side,
      Optional<KeyCarriers> other,
      List<Equality> equalities,
      List<Attribute> output) {
    if (side.isPresent()) {
      return side.get();
    }
    KeyCarriers equated = other.orElseThrow().equated(equalities).among(output);
    if (!equated.isComplete()) {
      throw refused(join, "it joins rows of different keys");
    }
    return equated;
  }

  private Optional<KeyCarriers> united(List<LogicalPlan> children, List<Attribute> output) {
    Optional<KeyCarriers> all = Optional.empty();
    for (LogicalPlan child : children) {
      Optional<KeyCarriers> moved =
          visit(child).map(carriers -> carriers.moved(list(child.output()), output));
      all = all.isPresent() && moved.isPresent() ? all.map(moved.get()::and) : all.or(() -> moved);
    }
    return all;
  }

  private void refuseSubqueries(LogicalPlan plan) {
    for (Expression expression : list(plan.expressions())) {
      refuseSubqueries(plan, expression);
    }
  }

  private void refuseSubqueries(LogicalPlan plan, Expression expression) {
    if (expression instanceof PlanExpression<?> subquery
        && (Object) subquery.plan() instanceof LogicalPlan inner
        && visit(inner).isPresent()) {
      throw refused(plan, "a subquery reads an input of which only touched keys are there");
    }
    list(expression.children()).forEach(child -> refuseSubqueries(plan, child));
  }

  private void require(
      KeyCarriers carriers, List<? extends Expression> columns, LogicalPlan plan, String does) {
    List<String> missing = carriers.missing(refresh.key(), columns);
    if (!missing.isEmpty()) {
      throw refused(
          plan, "it " + does + " rows of several keys, not by " + String.join(", ", missing));
    }
  }

  private static void collect(Expression condition, List<Equality> equalities) {
    if (condition instanceof And and) {
      collect(and.left(), equalities);
      collect(and.right(), equalities);
    } else if (condition instanceof EqualTo equal) {
      add(equal.left(), equal.right(), equalities);
    } else if (condition instanceof EqualNullSafe equal) {
      add(equal.left(), equal.right(), equalities);
    }
  }

  private static void add(Expression left, Expression right, List<Equality> equalities) {
    if (left instanceof Attribute one && right instanceof Attribute other) {
      equalities.add(new Equality(one.exprId(), other.exprId()));
    }
  }

  private LeadhouseException refused(LogicalPlan plan, String what) {
    String line = line(plan).map(number -> ":" + number).orElse("");
    return LeadhouseException.configuration(
        "%s%s: %s is refreshed by %s, but %s. A refresh reads only the rows of touched keys, so that it would differ from a rebuild: name the refresh key there, give the input a query in `touched_by`, so that it is read whole, or remove `refresh` from %s."
            .formatted(
                file,
                line,
                table.name(),
                String.join(", ", refresh.key()),
                what,
                table.folder().resolve("table.yml")));
  }

  private static Optional<Integer> line(LogicalPlan plan) {
    if (plan.origin().line().isDefined()) {
      return Optional.of((Integer) plan.origin().line().get());
    }
    for (Expression expression : list(plan.expressions())) {
      if (expression.origin().line().isDefined()) {
        return Optional.of((Integer) expression.origin().line().get());
      }
    }
    return Optional.empty();
  }

  private static <T> List<T> list(Seq<T> sequence) {
    return CollectionConverters.asJava(sequence);
  }
}
