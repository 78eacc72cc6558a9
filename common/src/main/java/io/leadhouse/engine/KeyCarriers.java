package io.leadhouse.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;

/**
 * The columns of a plan that hold the refresh key of the input rows that a row is made of.
 *
 * @param columns by column of the refresh key, those with its value; none where it is lost
 */
record KeyCarriers(List<Set<ExprId>> columns) {
  KeyCarriers {
    columns = List.copyOf(columns);
  }

  /** Two columns that a join holds equal. */
  record Equality(ExprId one, ExprId other) {}

  /** Of an input; empty where it lacks a column of the key. */
  static Optional<KeyCarriers> of(List<String> key, List<Attribute> output) {
    List<Set<ExprId>> found = new ArrayList<>();
    for (String name : key) {
      Set<ExprId> same = new LinkedHashSet<>();
      output.stream()
          .filter(column -> column.name().equalsIgnoreCase(name))
          .forEach(column -> same.add(column.exprId()));
      if (same.isEmpty()) {
        return Optional.empty();
      }
      found.add(same);
    }
    return Optional.of(new KeyCarriers(found));
  }

  /** The key is in no column. */
  static KeyCarriers nowhere(int size) {
    return new KeyCarriers(IntStream.range(0, size).mapToObj(i -> Set.<ExprId>of()).toList());
  }

  /** Those that either has. */
  KeyCarriers or(KeyCarriers other) {
    List<Set<ExprId>> all = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Set<ExprId> both = new LinkedHashSet<>(columns.get(i));
      both.addAll(other.columns.get(i));
      all.add(both);
    }
    return new KeyCarriers(all);
  }

  boolean isComplete() {
    return columns.stream().noneMatch(Set::isEmpty);
  }

  /** Whether equalities hold every column of the key equal to the other plan's. */
  boolean meets(KeyCarriers other, List<Equality> equalities) {
    return IntStream.range(0, columns.size())
        .allMatch(
            i ->
                equalities.stream()
                    .anyMatch(
                        equal ->
                            pairs(columns.get(i), other.columns.get(i), equal)
                                || pairs(other.columns.get(i), columns.get(i), equal)));
  }

  /** With the columns that equalities hold equal to one of these. */
  KeyCarriers equated(List<Equality> equalities) {
    return each(
        same -> {
          Set<ExprId> all = new LinkedHashSet<>(same);
          int before;
          do {
            before = all.size();
            for (Equality equal : equalities) {
              if (all.contains(equal.one()) || all.contains(equal.other())) {
                all.add(equal.one());
                all.add(equal.other());
              }
            }
          } while (all.size() > before);
          return all;
        });
  }

  /** Those that are among some columns. */
  KeyCarriers among(Collection<Attribute> output) {
    Set<ExprId> there = new HashSet<>();
    output.forEach(column -> there.add(column.exprId()));
    return each(
        same -> {
          Set<ExprId> kept = new LinkedHashSet<>(same);
          kept.retainAll(there);
          return kept;
        });
  }

  /** Those that both have. */
  KeyCarriers and(KeyCarriers other) {
    List<Set<ExprId>> both = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Set<ExprId> kept = new LinkedHashSet<>(columns.get(i));
      kept.retainAll(other.columns.get(i));
      both.add(kept);
    }
    return new KeyCarriers(both);
  }

  /** The same columns under the names of others at the same places. */
  KeyCarriers moved(List<Attribute> from, List<Attribute> to) {
    return each(
        same -> {
          Set<ExprId> moved = new LinkedHashSet<>();
          for (int place = 0; place < from.size(); place++) {
            if (same.contains(from.get(place).exprId())) {
              moved.add(to.get(place).exprId());
            }
          }
          return moved;
        });
  }

  /** What is left of them in a select list. */
  KeyCarriers projected(List<NamedExpression> selected) {
    return each(
        same -> {
          Set<ExprId> kept = new LinkedHashSet<>();
          for (NamedExpression named : selected) {
            Expression value = named instanceof Alias alias ? alias.child() : (Expression) named;
            if (isIn(same, value)) {
              kept.add(named.exprId());
            }
          }
          return kept;
        });
  }

  /** What is left of them where every row is handed on in several forms. */
  KeyCarriers expanded(List<List<Expression>> forms, List<Attribute> output) {
    return each(
        same -> {
          Set<ExprId> kept = new LinkedHashSet<>();
          for (int i = 0; i < output.size(); i++) {
            int place = i;
            if (forms.stream().allMatch(form -> isIn(same, form.get(place)))) {
              kept.add(output.get(place).exprId());
            }
          }
          return kept;
        });
  }

  /** The columns of the key that are not among some values. */
  List<String> missing(List<String> key, List<? extends Expression> values) {
    return IntStream.range(0, key.size())
        .filter(i -> values.stream().noneMatch(value -> isIn(columns.get(i), value)))
        .mapToObj(key::get)
        .toList();
  }

  /** The columns of the key under whose names a result has something else. */
  List<String> misnamed(List<String> key, List<Attribute> result) {
    return IntStream.range(0, key.size())
        .filter(
            i ->
                result.stream()
                    .filter(column -> column.name().equalsIgnoreCase(key.get(i)))
                    .anyMatch(column -> !columns.get(i).contains(column.exprId())))
        .mapToObj(key::get)
        .toList();
  }

  private KeyCarriers each(UnaryOperator<Set<ExprId>> change) {
    return new KeyCarriers(columns.stream().map(change).toList());
  }

  private static boolean isIn(Set<ExprId> same, Expression value) {
    return value instanceof Attribute column && same.contains(column.exprId());
  }

  private static boolean pairs(Set<ExprId> left, Set<ExprId> right, Equality equal) {
    return left.contains(equal.one()) && right.contains(equal.other());
  }
}
