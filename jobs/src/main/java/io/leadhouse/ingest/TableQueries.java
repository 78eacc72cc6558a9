package io.leadhouse.ingest;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.joining;

import io.leadhouse.engine.Fingerprint;
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

  /** Name of a column beside those of the table: a 64-bit hash of the key. */
  static final String HASH = "__hash";

  /** Name of a column beside those of the table: whether the row may be as it was. */
  static final String MAYBE_KNOWN = "__maybe_known";

  private final TablePlan plan;
  private final String from;
  private final String refused;
  private final String kept;

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
    this.kept = "(" + refused + ") IS NOT TRUE";
  }

  /**
   * One row: rows, sum of the keys' hashes, sum of the refused rows' hashes (NULL if none is),
   * newest value of the cursor. The condition stands in it once: a second time cost a third more.
   */
  String totals() {
    String values =
        plan.columns().stream().map(TableQueries::reference).collect(joining(", ", "ROW(", ")"));
    // A cursor in the future would pass over everything until then.
    String cursor =
        plan.cursor()
            .map(
                c ->
                    "(max(least(%s, now()::%s)) FILTER (WHERE (%s) IS NOT TRUE))::text"
                        .formatted(reference(c), c.declared(), cannotTell(c)))
            .orElse("NULL::text");
    return "SELECT count(*), coalesce(sum(%s), 0), sum(CASE WHEN %s THEN %s END), %s FROM %s"
        .formatted(keyHash(), refused, textHash(values + "::text"), cursor, from);
  }

  /** Holds for a cursor that is NULL, or beyond all time, from which nothing could be gone on. */
  private static String cannotTell(RawColumn cursor) {
    String missing = reference(cursor) + " IS NULL";
    return cursor
        .type()
        .limit()
        .map(limit -> missing + " OR " + limit.exceeded().of(reference(cursor)))
        .orElse(missing);
  }

  /** Names the way in which refused rows are hashed and quarantined. */
  String quarantineForm() {
    Fingerprint form = new Fingerprint();
    form.add(plan.relation().layout());
    quarantined().columns().forEach(column -> form.add(column.value()));
    return form.text();
  }

  /** How many keys of kept rows occur more than once, and one of them; no row if none does. */
  String repeatedKeys() {
    String key = plan.keyColumns().stream().map(TableQueries::reference).collect(joining(", "));
    return """
        SELECT count(*), min(row_key)
        FROM (
            SELECT %s AS row_key FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1
        ) AS r
        HAVING count(*) > 0
        """
        .formatted(rowKey(), from, kept, key);
  }

  /** All rows that are kept. */
  Query kept() {
    return new Query(plan.relation().toString(), selected(plan.columns()), from, kept);
  }

  /**
   * The same with {@value #HASH} of the key, and {@value #MAYBE_KNOWN}.
   *
   * @param maybeKnown a condition, true for rows that may be as they were
   */
  Query keptMarked(String maybeKnown) {
    List<Selected> columns = new ArrayList<>(selected(plan.columns()));
    columns.add(new Selected(HASH, keyHash(), RawType.BIGINT));
    columns.add(new Selected(MAYBE_KNOWN, maybeKnown, RawType.BOOL));
    return new Query(plan.relation().toString(), columns, from, kept);
  }

  /** The keys of all rows that are kept. */
  Query keptKeys() {
    return new Query(plan.relation().toString(), selected(plan.keyColumns()), from, kept);
  }

  /** One row: the distance between the least and the greatest key. */
  String keySpan() {
    String key = reference(plan.keyColumns().get(0));
    return "SELECT coalesce(max(%s)::numeric - min(%s)::numeric, 0) FROM %s"
        .formatted(key, key, from);
  }

  /**
   * One row per range of keys: range, number and sum of the keys of rows that are kept.
   *
   * @param shift a range is what keys have in common without so many lower bits
   */
  String keyDigests(int shift) {
    String key = reference(plan.keyColumns().get(0)) + "::int8";
    return "SELECT %s >> %d, count(*), sum(%s::numeric) FROM %s WHERE %s GROUP BY 1"
        .formatted(key, shift, key, from, kept);
  }

  /** The refused rows in the shape of the quarantine, and {@value #HASH} of their keys. */
  Query quarantined() {
    List<Selected> columns =
        List.of(
            new Selected("table_name", SqlText.literal(plan.rawTable()), RawType.TEXT),
            new Selected("row_key", rowKey(), RawType.TEXT),
            new Selected("reason", reason(), RawType.TEXT),
            new Selected("row_json", rowJson(), RawType.TEXT),
            new Selected(HASH, keyHash(), RawType.BIGINT));
    return new Query(plan.relation().toString(), columns, from, refused);
  }

  private static List<Selected> selected(List<RawColumn> columns) {
    return columns.stream()
        .map(c -> new Selected(c.name(), reference(c), c.type(), c.declared()))
        .toList();
  }

  /** Postgres' own hashes, which it also partitions by: 64 bits, the same on every machine. */
  private String keyHash() {
    List<RawColumn> key = plan.keyColumns();
    return plan.hasWholeNumberKey()
        ? "hashint8extended(" + reference(key.get(0)) + ", 0)"
        : key.stream()
            .map(column -> "coalesce(" + reference(column) + "::text, '')")
            .collect(collectingAndThen(joining(" || chr(31) || "), TableQueries::textHash));
  }

  private static String textHash(String text) {
    return "hashtextextended((" + text + ") COLLATE \"C\", 0)";
  }

  private String rowKey() {
    return plan.keyColumns().stream()
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

  static String reference(RawColumn column) {
    return ALIAS + "." + TableName.quote(column.source());
  }
}
