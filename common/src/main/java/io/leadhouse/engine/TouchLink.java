package io.leadhouse.engine;

import io.leadhouse.graph.TableGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;
import scala.jdk.javaapi.CollectionConverters;

/**
 * By which columns the rows of an input with {@code touched_by} lead to keys, where its query takes
 * the key from one narrowed input, joined by equalities alone. The rows that lead to touched keys
 * are then those whose columns equal those of a narrowed row.
 *
 * @param own the input's columns, in the order of the target's
 */
record TouchLink(List<String> own, Target target) {
  /** Columns of a narrowed input. */
  record Target(String input, List<String> columns) {}

  /**
   * Reads a query.
   *
   * @param narrowed the inputs that are narrowed by the key
   * @param analyzed the query over temporary views
   * @return empty where the query is of another form
   */
  static Optional<TouchLink> of(List<String> key, Set<String> narrowed, LogicalPlan analyzed) {
    if (!(analyzed instanceof Project project)
        || !(project.child() instanceof Join join)
        || !join.joinType().sql().equals("INNER")
        || join.condition().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Map<ExprId, String>> columns = new HashMap<>();
    for (LogicalPlan side : List.of(join.left(), join.right())) {
      LogicalPlan input = side;
      while (input instanceof SubqueryAlias alias) {
        input = alias.child();
      }
      if (input instanceof View view) {
        columns.put(view.desc().identifier().table(), names(view));
      }
    }
    Map<ExprId, String> changed = columns.remove(TableGraph.CHANGED);
    if (changed == null || columns.size() != 1) {
      return Optional.empty();
    }
    String other = columns.keySet().iterator().next();
    if (!narrowed.contains(other) || !selects(project, columns.get(other), key)) {
      return Optional.empty();
    }
    return pairs(join.condition().get(), changed, columns.get(other))
        .map(
            pairs ->
                new TouchLink(
                    List.copyOf(pairs.values()), new Target(other, List.copyOf(pairs.keySet()))));
  }

  private static Map<ExprId, String> names(View view) {
    Map<ExprId, String> names = new HashMap<>();
    CollectionConverters.asJava(view.output())
        .forEach(column -> names.put(column.exprId(), column.name()));
    return names;
  }

  private static boolean selects(Project project, Map<ExprId, String> other, List<String> key) {
    Set<String> selected = new HashSet<>();
    for (NamedExpression column : CollectionConverters.asJava(project.projectList())) {
      if (!(column instanceof Attribute) || !column.name().equals(other.get(column.exprId()))) {
        return false;
      }
      selected.add(column.name());
    }
    return selected.equals(Set.copyOf(key));
  }

  /** By the other's column, the one of changed rows; empty where a condition is no such pair. */
  private static Optional<TreeMap<String, String>> pairs(
      Expression condition, Map<ExprId, String> changed, Map<ExprId, String> other) {
    TreeMap<String, String> pairs = new TreeMap<>();
    List<Expression> waiting = new ArrayList<>(List.of(condition));
    while (!waiting.isEmpty()) {
      Expression next = waiting.remove(waiting.size() - 1);
      if (next instanceof And and) {
        waiting.add(and.left());
        waiting.add(and.right());
      } else if (next instanceof EqualTo equal
          && equal.left() instanceof Attribute left
          && equal.right() instanceof Attribute right) {
        boolean isChangedLeft = changed.containsKey(left.exprId());
        String own = changed.get(isChangedLeft ? left.exprId() : right.exprId());
        String found = other.get(isChangedLeft ? right.exprId() : left.exprId());
        if (own == null || found == null || pairs.put(found, own) != null) {
          return Optional.empty();
        }
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(pairs);
  }
}
