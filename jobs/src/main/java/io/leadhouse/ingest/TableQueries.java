package io.leadhouse.ingest;

import static java.util.stream.Collectors.joining;

import io.leadhouse.postgres.RawType;
import io.leadhouse.postgres.SnapshotReader.Query;
import io.leadhouse.postgres.SnapshotReader.Selected;
import io.leadhouse.postgres.SqlText;
import io.leadhouse.postgres.TableName;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of the source about one table. A row is kept when all its values can be represented
 * and no column of its key is NULL; the other rows are quarantined. The source itself tells them
 * apart, so that kept rows travel once and quarantined ones only if there are any.
 */
final class TableQueries {
  static final String ALIAS = "t";

  private final TablePlan plan;
  private final String from;
  private final String refused;

  TableQueries(TablePlan plan) {
    this.plan = plan;
    this.from = plan.relation().name().sql() + " AS " + ALIAS;
    List<String> conditions = new ArrayList<>();
    for (RawColumn column : plan.columns()) {
      column.type().limit().ifPresent(l -> conditions.add(l.exceeded().of(reference(column))));
      if (column.key() && column.nullable()) {
        conditions.add(reference(column) + " IS NULL");
      }
    }
    this.refused = conditions.isEmpty() ? "FALSE" : String.join(" OR ", conditions);
  }

  /** One row: rows, rows to quarantine. */
  String count() {
    return "SELECT count(*), count(*) FILTER (WHERE %s) FROM %s".formatted(refused, from);
  }

  /** How many keys of kept rows occur more than once, and one of them; no row if none does. */
  String repeatedKeys() {
    String key =
        plan.columns().stream()
            .filter(RawColumn::key)
            .map(TableQueries::reference)
            .collect(joining(", "));
    return """
        SELECT count(*), min(row_key)
        FROM (
            SELECT %s AS row_key FROM %s WHERE (%s) IS NOT TRUE GROUP BY %s HAVING count(*) > 1
        ) AS r
        HAVING count(*) > 0
        """
        .formatted(rowKey(), from, refused, key);
  }

  Query kept() {
    List<Selected> columns =
        plan.columns().stream()
            .map(column -> new Selected(column.name(), reference(column), column.type()))
            .toList();
    return new Query(plan.relation().toString(), columns, from, "(" + refused + ") IS NOT TRUE");
  }

  /** Rows in the shape of the quarantine. */
  Query quarantined() {
    List<Selected> columns =
        List.of(
            new Selected("table_name", SqlText.literal(plan.rawTable()), RawType.TEXT),
            new Selected("row_key", rowKey(), RawType.TEXT),
            new Selected("reason", reason(), RawType.TEXT),
            new Selected("row_json", rowJson(), RawType.TEXT));
    return new Query(plan.relation().toString(), columns, from, refused);
  }

  private String rowKey() {
    return plan.columns().stream()
        .filter(RawColumn::key)
        .map(column -> "coalesce(" + masked(column) + "::text, '?')")
        .collect(joining(", ", "array_to_string(ARRAY[", "], '/')"));
  }

  private String reason() {
    List<String> complaints = new ArrayList<>();
    for (RawColumn column : plan.columns()) {
      String reference = reference(column);
      String name = SqlText.literal(column.source() + " ");
      column
          .type()
          .limit()
          .ifPresent(
              limit ->
                  complaints.add(
                      "CASE WHEN %s THEN %s || %s END"
                          .formatted(
                              limit.exceeded().of(reference),
                              name,
                              limit.complaint().of(reference))));
      if (column.key() && column.nullable()) {
        complaints.add(
            "CASE WHEN %s IS NULL THEN %s || 'is NULL but part of the key' END"
                .formatted(reference, name));
      }
    }
    return "array_to_string(ARRAY[" + String.join(", ", complaints) + "]::text[], '; ')";
  }

  /** json, not jsonb, which refuses what json columns may hold (an escaped NUL). */
  private String rowJson() {
    return plan.columns().stream()
        .map(column -> masked(column) + " AS " + TableName.quote(column.source()))
        .collect(joining(", ", "(SELECT to_json(r.*)::text FROM (SELECT ", ") AS r)"));
  }

  private static String masked(RawColumn column) {
    String reference = reference(column);
    return column.personal() ? "CASE WHEN " + reference + " IS NOT NULL THEN '***' END" : reference;
  }

  private static String reference(RawColumn column) {
    return ALIAS + "." + TableName.quote(column.source());
  }
}
