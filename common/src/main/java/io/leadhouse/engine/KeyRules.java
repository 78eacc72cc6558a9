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
import org.apache.spark.sql.catalyst.plans.logical.Filter;
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
 * equalities of joins and filters, and asks at every window, grouping and join whether they are all
 * there, and at the end whether the result has them under the key's names: by those the table's
 * rows are cut out, so that another value there would lose rows. What it cannot follow it refuses.
 * Inputs that are read whole are of no interest, with `touched_by` or without: there, table.yml
 * says which keys a row touches.
 */
final class KeyRules {
  /** What hands rows on as they are, some of them, or each several times. */
  private static final Set<String> ROW_BY_ROW =
      Set.of(
          "Sort",
          "SubqueryAlias",
          "Generate",
          "ResolvedHint",
          "Repartition",
          "RepartitionByExpression");

  private final Table table;
  private final Path file;
  private final Refresh.ByKey refresh;
  private final Map<String, TouchLink> links;
  private final Map<Long, Common> common = new HashMap<>();

  private KeyRules(Table table, Path file, Refresh.ByKey refresh, Map<String, TouchLink> links) {
    this.table = table;
    this.file = file;
    this.refresh = refresh;
    this.links = links;
  }

  /** A common table expression: where it carries the key, and its columns in their order. */
  private record Common(Optional<KeyTrace> rows, List<Attribute> output) {}

  /**
   * Checks an analyzed plan over temporary views named as the inputs.
   *
   * @param file the query's file, for messages
   * @throws LeadhouseException CONFIGURATION naming the line, what is wrong and what to do
   */
  static void check(Table table, Path file, LogicalPlan analyzed) {
    if (table.refresh() instanceof Refresh.ByKey refresh) {
      KeyRules rules = new KeyRules(table, file, refresh, Map.of());
      rules.visit(analyzed).ifPresent(rows -> rules.requireNamed(rows, analyzed));
    }
  }

  /**
   * Whether a plan keeps the rules for a refresh key, also when inputs with {@code touched_by} are
   * narrowed too: whether it joins them as their queries do before it looks at rows of several
   * keys.
   *
   * @param refresh the table's, or one by some columns of its key
   * @param links by input, the columns by which it is narrowed
   */
  static boolean allow(
      Table table, Refresh.ByKey refresh, Map<String, TouchLink> links, LogicalPlan analyzed) {
    try {
      KeyRules rules = new KeyRules(table, table.folder(), refresh, links);
      Optional<KeyTrace> result = rules.visit(analyzed);
      if (result.map(KeyTrace::isLinked).orElse(false)) {
        return false;
      }
      result.ifPresent(rows -> rules.requireNamed(rows, analyzed));
      return true;
    } catch (LeadhouseException e) {
      return false;
    }
  }

  /** The result's columns of the key's names, by which the table's rows are cut out. */
  private void requireNamed(KeyTrace rows, LogicalPlan analyzed) {
    LogicalPlan result = analyzed instanceof WithCTE with ? with.plan() : analyzed;
    List<String> others = rows.by().misnamed(refresh.key(), list(result.output()));
    if (!others.isEmpty()) {
      throw refused(
          result,
          "it puts something else into %s than the key of the input rows"
              .formatted(String.join(", ", others)));
    }
  }

  /** Where the rows of a plan carry the key; empty where no input below is narrowed. */
  private Optional<KeyTrace> visit(LogicalPlan plan) {
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
      List<Attribute> output = list(reference.output());
      return definition
          .rows()
          .map(rows -> rows.each(columns -> columns.moved(definition.output(), output)));
    }
    refuseSubqueries(plan);
    if (plan instanceof Join join) {
      return joined(join);
    }
    if (plan instanceof Union union) {
      return united(plan, list(union.children()), list(union.output()));
    }
    if (plan instanceof SetOperation operation) {
      Optional<KeyTrace> both =
          united(plan, List.of(operation.left(), operation.right()), list(operation.output()));
      both.ifPresent(rows -> require(rows, list(operation.output()), plan, "compares"));
      return both;
    }
    Optional<KeyTrace> below = Optional.empty();
    for (LogicalPlan child : list(plan.children())) {
      Optional<KeyTrace> rows = visit(child);
      below = below.isPresent() ? below : rows;
    }
    return below.map(rows -> above(plan, rows));
  }

  private Optional<KeyTrace> input(View view) {
    String input = view.desc().identifier().table();
    List<Attribute> output = list(view.output());
    if (links.containsKey(input)) {
      TouchLink link = links.get(input);
      return KeyCarriers.of(link.own(), output)
          .map(columns -> new KeyTrace(Optional.empty(), Map.of(link.target(), columns)));
    }
    if (refresh.touchedBy().containsKey(input)) {
      return Optional.empty();
    }
    Map<TouchLink.Target, KeyCarriers> targets = new HashMap<>();
    for (TouchLink link : links.values()) {
      if (link.target().input().equals(input)) {
        KeyCarriers.of(link.target().columns(), output)
            .ifPresent(columns -> targets.put(link.target(), columns));
      }
    }
    return KeyCarriers.of(refresh.key(), output)
        .map(columns -> new KeyTrace(Optional.of(columns), targets));
  }

  /** What a plan with one narrowed input below makes of its columns. */
  private KeyTrace above(LogicalPlan plan, KeyTrace below) {
    if (plan instanceof Project project) {
      return below.each(columns -> columns.projected(list(project.projectList())));
    }
    if (plan instanceof Filter filter) {
      return below.each(columns -> columns.equated(equalities(filter.condition())));
    }
    if (plan instanceof Aggregate aggregate) {
      require(below, list(aggregate.groupingExpressions()), plan, "groups");
      return below.each(columns -> columns.projected(list(aggregate.aggregateExpressions())));
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
      return below.each(columns -> columns.expanded(projections, list(expand.output())));
    }
    if (!ROW_BY_ROW.contains(plan.getClass().getSimpleName())) {
      throw refused(plan, plan.nodeName() + " chooses among rows of several keys");
    }
    return below;
  }

  private Optional<KeyTrace> joined(Join join) {
    Optional<KeyTrace> left = visit(join.left());
    Optional<KeyTrace> right = visit(join.right());
    if (left.isEmpty() && right.isEmpty()) {
      return Optional.empty();
    }
    List<Equality> equalities =
        join.condition().isDefined() ? equalities(join.condition().get()) : List.of();
    if (left.isPresent() && right.isPresent() && !meet(left.get(), right.get(), equalities)) {
      throw refused(join, "it joins rows of different keys");
    }
    return Optional.of(
        switch (join.joinType().sql()) {
          case "INNER", "CROSS" -> both(left, right).each(columns -> columns.equated(equalities));
          case "LEFT OUTER", "LEFT SEMI", "LEFT ANTI" ->
              kept(join, left, right, equalities, list(join.left().output()));
          case "RIGHT OUTER" -> kept(join, right, left, equalities, list(join.right().output()));
          default -> nowhere(join, both(left, right));
        });
  }

  private static boolean meet(KeyTrace left, KeyTrace right, List<Equality> equalities) {
    if (left.isLinked()) {
      return left.leadsTo(right, equalities);
    }
    return right.isLinked()
        ? right.leadsTo(left, equalities)
        : left.key().orElseThrow().meets(right.key().orElseThrow(), equalities);
  }

  /** Of an inner join: a row of either has one of the other beside it. */
  private static KeyTrace both(Optional<KeyTrace> left, Optional<KeyTrace> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.or(() -> right).orElseThrow();
    }
    KeyTrace one = left.get();
    KeyTrace other = right.get();
    if (one.isLinked()) {
      return other.with(one);
    }
    Optional<KeyCarriers> key =
        other.isLinked() ? one.key() : one.key().map(columns -> columns.or(other.key().get()));
    return new KeyTrace(key, one.links()).with(other);
  }

  /** Of a join that keeps the rows of one side: their own columns only are never NULL by it. */
  private KeyTrace kept(
      Join join,
      Optional<KeyTrace> side,
      Optional<KeyTrace> other,
      List<Equality> equalities,
      List<Attribute> output) {
    if (side.isPresent()) {
      if (side.get().isLinked() && other.isPresent() && !other.get().isLinked()) {
        throw refused(join, "it joins rows of different keys");
      }
      return side.get();
    }
    KeyTrace equated =
        other.orElseThrow().each(columns -> columns.equated(equalities).among(output));
    if (equated.isLinked() || !equated.by().isComplete()) {
      throw refused(join, "it joins rows of different keys");
    }
    return equated;
  }

  private KeyTrace nowhere(Join join, KeyTrace rows) {
    if (rows.isLinked()) {
      throw refused(join, "it joins rows of different keys");
    }
    return new KeyTrace(Optional.of(KeyCarriers.nowhere(refresh.key().size())), Map.of());
  }

  private Optional<KeyTrace> united(
      LogicalPlan plan, List<LogicalPlan> children, List<Attribute> output) {
    Optional<KeyTrace> all = Optional.empty();
    for (LogicalPlan child : children) {
      Optional<KeyTrace> moved =
          visit(child)
              .map(rows -> rows.each(columns -> columns.moved(list(child.output()), output)));
      if (all.isPresent() && moved.isPresent()) {
        KeyTrace before = all.get();
        KeyTrace next = moved.get();
        if (before.isLinked() != next.isLinked()
            || (before.isLinked() && !before.links().keySet().equals(next.links().keySet()))) {
          throw refused(plan, "it unites rows of different keys");
        }
        all = Optional.of(before.and(next));
      } else {
        all = all.or(() -> moved);
      }
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
      KeyTrace rows, List<? extends Expression> columns, LogicalPlan plan, String does) {
    List<String> names =
        rows.isLinked() ? rows.links().keySet().iterator().next().columns() : refresh.key();
    List<String> missing = rows.by().missing(names, columns);
    if (!missing.isEmpty()) {
      throw refused(
          plan, "it " + does + " rows of several keys, not by " + String.join(", ", missing));
    }
  }

  private static List<Equality> equalities(Expression condition) {
    List<Equality> equalities = new ArrayList<>();
    collect(condition, equalities);
    return equalities;
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
