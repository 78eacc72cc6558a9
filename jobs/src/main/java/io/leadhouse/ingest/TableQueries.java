package io.leadhouse.ingest;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.joining;

import io.leadhouse.postgres.RawType;
import io.leadhouse.postgres.SnapshotReader.Query;
import io.leadhouse.postgres.SnapshotReader.Selected;
import io.leadhouse.postgres.SourceRelation.Kind;
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

  static final String ROWS = "rows";
  static final String KEY_SUM = "key_sum";
  static final String CONTENT = "content";
  static final String NEWEST = "newest";
  static final String REFUSED = "refused";
  static final String SOUGHT = "sought";

  /** With more of them in a range it is about as cheap to go over its pages again. */
  private static final int MOST_ADDRESSES = 20_000;

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
   * One row: {@value #ROWS}, {@value #KEY_SUM} of all keys' hashes, {@value #CONTENT} as the sum of
   * the hashes of whole rows, {@value #NEWEST} value of the cursor; how many rows are {@value
   * #REFUSED} and how many are {@value #SOUGHT}, with the addresses of each if they have any and
   * are not too many. A condition stands in it once, as equal aggregates are computed once: a
   * second time cost a third more.
   *
   * @param sought a condition for rows to find
   * @param withContent whether whole rows are hashed, which costs as much as to read them
   */
  Query counts(String sought, boolean withContent) {
    List<Selected> columns = new ArrayList<>();
    columns.add(new Selected(ROWS, "count(*)", RawType.BIGINT));
    columns.add(new Selected(KEY_SUM, "coalesce(sum(" + keyHash() + "), 0)", RawType.TEXT));
    columns.add(new Selected(CONTENT, withContent ? content() : "NULL", RawType.TEXT));
    columns.add(new Selected(NEWEST, newest(), RawType.TEXT));
    columns.addAll(found(REFUSED, refused));
    columns.addAll(found(SOUGHT, sought));
    return new Query(plan.relation().toString(), columns, from, "TRUE");
  }

  /** The column of {@link #counts} with the addresses of the rows that another column counts. */
  static String addressesOf(String counting) {
    return counting + "_at";
  }

  /** A condition that holds for the rows at such addresses. */
  static String at(List<String> addresses) {
    return addresses.stream()
        .map(some -> SqlText.literal(some) + "::tid[]")
        .collect(joining(" || ", ALIAS + ".ctid = ANY (", ")"));
  }

  private List<Selected> found(String name, String condition) {
    String filter = " FILTER (WHERE " + condition + ")";
    // A cursor's table is counted in one range, whose addresses could be too many to collect.
    if (plan.relation().kind() != Kind.HEAP || plan.cursor().isPresent()) {
      return List.of(
          new Selected(name, "count(*)" + filter, RawType.BIGINT),
          new Selected(addressesOf(name), "NULL", RawType.TEXT));
    }
    String addresses = "array_agg(" + ALIAS + ".ctid)" + filter;
    String number = "coalesce(cardinality(" + addresses + "), 0)";
    String few = "CASE WHEN %s <= %d THEN %s END".formatted(number, MOST_ADDRESSES, addresses);
    return List.of(
        new Selected(name, number + "::int8", RawType.BIGINT),
        new Selected(addressesOf(name), "(" + few + ")", RawType.TEXT));
  }

  /** A cursor in the future would pass over everything until then. */
  private String newest() {
    return plan.cursor()
        .map(
            c ->
                "(max(least(%s, now()::%s)) FILTER (WHERE (%s) IS NOT TRUE))"
                    .formatted(reference(c), c.declared(), cannotTell(c)))
        .orElse("NULL");
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

  /** Of the columns that are read; others may be hidden from us. */
  private String content() {
    String row =
        plan.columns().stream().map(TableQueries::reference).collect(joining(", ", "ROW(", ")"));
    return "coalesce(sum(" + textHash(row + "::text") + "), 0)";
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
