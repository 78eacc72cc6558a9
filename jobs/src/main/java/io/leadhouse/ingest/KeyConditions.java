package io.leadhouse.ingest;

import io.leadhouse.postgres.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Conditions that hold for the rows with given keys. */
final class KeyConditions {
  private static final int KEYS_PER_CONDITION = 5000;

  private final TablePlan plan;

  KeyConditions(TablePlan plan) {
    this.plan = plan;
  }

  /**
   * One condition for every few thousand keys.
   *
   * @param keys values as text, in the order of the pack's key
   */
  List<String> of(Set<List<String>> keys) {
    List<List<String>> all = new ArrayList<>(keys);
    List<String> conditions = new ArrayList<>();
    for (int from = 0; from < all.size(); from += KEYS_PER_CONDITION) {
      conditions.add(condition(all.subList(from, Math.min(all.size(), from + KEYS_PER_CONDITION))));
    }
    return conditions;
  }

  private String condition(List<List<String>> keys) {
    List<RawColumn> columns =
        plan.sourceKey().stream()
            .map(
                name ->
                    plan.keyColumns().stream()
                        .filter(column -> column.source().equals(name))
                        .findFirst()
                        .orElseThrow())
            .toList();
    String names = columns.stream().map(TableQueries::reference).collect(Collectors.joining(", "));
    String casts =
        IntStream.range(0, columns.size())
            .mapToObj(i -> "u.k" + i + "::" + columns.get(i).declared())
            .collect(Collectors.joining(", "));
    String arrays =
        IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    keys.stream()
                        .map(key -> SqlText.literal(key.get(i)))
                        .collect(Collectors.joining(", ", "ARRAY[", "]::text[]")))
            .collect(Collectors.joining(", "));
    String aliases =
        IntStream.range(0, columns.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
    return "(%s) IN (SELECT %s FROM unnest(%s) AS u (%s))".formatted(names, casts, arrays, aliases);
  }
}
