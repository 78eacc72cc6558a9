package io.leadhouse.engine;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.leadhouse.model.Check;
import io.leadhouse.model.Check.Severity;
import io.leadhouse.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Checks a table as it would be, in one pass: the key always, then what table.yml asks. */
final class TableChecks {
  private final Table table;
  private final Column[] key;
  private final Column[] keyShown;
  private final Column keyMissing;

  TableChecks(Table table) {
    this.table = table;
    this.key = table.key().stream().map(name -> col(name)).toArray(Column[]::new);
    this.keyShown =
        table.key().stream().map(name -> RowKeys.shown(table, name)).toArray(Column[]::new);
    this.keyMissing =
        table.key().stream().map(name -> col(name).isNull()).reduce(Column::or).orElseThrow();
  }

  /**
   * Counts rows and violations.
   *
   * @param rows the table as it would be; persisted by the caller
   */
  Report of(Dataset<Row> rows) {
    List<Column> measures = new ArrayList<>();
    measures.add(count_if(keyMissing));
    measures.add(count_distinct(struct(key)));
    table.checks().forEach(check -> measures.add(count_if(violation(check))));
    Row found = rows.agg(count(lit(1)), measures.toArray(Column[]::new)).head();

    long total = found.getLong(0);
    List<CheckResult> results = new ArrayList<>();
    results.add(result(rows, "key is not null", Severity.FAIL, found.getLong(1), keyMissing));
    long duplicates = total - found.getLong(2);
    results.add(
        new CheckResult(
            Severity.FAIL, "key is unique", duplicates, duplicates == 0 ? "" : duplicateOf(rows)));
    for (int i = 0; i < table.checks().size(); i++) {
      Check check = table.checks().get(i);
      results.add(
          result(
              rows, check.predicate(), check.severity(), found.getLong(3 + i), violation(check)));
    }
    return new Report(results);
  }

  /** By check that only warns, how many of some rows violate it. */
  Map<String, Long> warnings(Dataset<Row> rows) {
    List<Check> warning =
        table.checks().stream().filter(check -> check.severity() == Severity.WARN).toList();
    Map<String, Long> counts = new TreeMap<>();
    if (!warning.isEmpty()) {
      Column[] measures =
          warning.stream().map(check -> count_if(violation(check))).toArray(Column[]::new);
      Row found = rows.agg(count(lit(1)), measures).head();
      for (int i = 0; i < warning.size(); i++) {
        counts.put(warning.get(i).predicate(), found.getLong(i + 1));
      }
    }
    return counts;
  }

  /** The outcome of all checks. */
  record Report(List<CheckResult> results) {
    /** By check that only warns, how many rows violate it. */
    Map<String, Long> warnings() {
      Map<String, Long> counts = new TreeMap<>();
      results.stream()
          .filter(result -> result.severity() == Severity.WARN)
          .forEach(result -> counts.put(result.check(), result.violations()));
      return counts;
    }

    /** With the warnings of rows that were not looked at. */
    Report plus(Map<String, Long> others) {
      return new Report(
          results.stream()
              .map(
                  result ->
                      result.severity() == Severity.WARN
                          ? result.plus(others.get(result.check()))
                          : result)
              .toList());
    }

    /** Whether the table must stay as it is. */
    boolean stops() {
      return results.stream().anyMatch(CheckResult::stops);
    }
  }

  private static Column violation(Check check) {
    return not(coalesce(expr(check.predicate()), lit(true)));
  }

  private CheckResult result(
      Dataset<Row> rows, String name, Severity severity, long violations, Column violation) {
    String example =
        violations == 0
            ? ""
            : rows.where(violation)
                .select(to_json(struct(keyShown)).as("k"))
                .sort("k")
                .head()
                .getString(0);
    return new CheckResult(severity, name, violations, example);
  }

  private String duplicateOf(Dataset<Row> rows) {
    return rows.groupBy(key)
        .count()
        .where(col("count").gt(1))
        .select(to_json(struct(keyShown)).as("k"))
        .sort("k")
        .head()
        .getString(0);
  }
}
