package io.leadhouse.engine;

import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a table's logic makes of the touched keys' rows of its inputs, before it is believed. */
record Candidate(Table table, TouchedKeys keys, Dataset<Row> rows) {
  /**
   * Refuses rows of other keys: they would not be compared with the table's, and stand there twice.
   *
   * @throws LeadhouseException CONFIGURATION naming the model and such a key
   */
  void requireTouched() {
    Column[] key =
        keys.columns().stream().map(name -> RowKeys.shown(table, name)).toArray(Column[]::new);
    List<Row> outside = keys.untouched(rows).select(to_json(struct(key))).limit(1).collectAsList();
    if (!outside.isEmpty()) {
      throw LeadhouseException.configuration(
          "%s: refreshed by %s, it makes a row for %s out of rows of other keys. Say in `touched_by` which keys a changed row touches, or remove `refresh` from %s."
              .formatted(
                  table.name(),
                  String.join(", ", keys.columns()),
                  outside.get(0).getString(0),
                  table.folder().resolve("table.yml")));
    }
  }

  /**
   * Checks the candidate. The rows of other keys have passed the checks that stop a table when they
   * were written, and share no primary key with it; their warnings are counted on.
   *
   * @param present the table as it is
   * @param known how many rows of that violate which check, where it is known
   */
  TableChecks.Report check(Dataset<Row> present, Supplier<Optional<Map<String, Long>>> known) {
    TableChecks checks = new TableChecks(table);
    TableChecks.Report report = checks.of(rows);
    Map<String, Long> warnings = report.warnings();
    if (warnings.isEmpty()) {
      return report;
    }
    Optional<Map<String, Long>> before = known.get();
    if (before.isEmpty() || !before.get().keySet().equals(warnings.keySet())) {
      return report.plus(checks.warnings(keys.untouched(present)));
    }
    Map<String, Long> others = new TreeMap<>(before.get());
    checks
        .warnings(keys.touched(present))
        .forEach((check, gone) -> others.merge(check, -gone, Long::sum));
    return report.plus(others);
  }
}
