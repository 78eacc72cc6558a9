package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Check.Severity;
import io.leadhouse.model.Table;
import java.util.List;
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
    Column[] key = keys.columns().stream().map(name -> col(name)).toArray(Column[]::new);
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
   * The rows that the checks have to see. The rows of other keys have passed those that stop a
   * table when they were written; only warnings are counted anew.
   *
   * @param present the table as it is
   */
  Dataset<Row> toCheck(Dataset<Row> present) {
    return table.checks().stream().anyMatch(check -> check.severity() == Severity.WARN)
        ? keys.untouched(present).unionByName(rows)
        : rows;
  }
}
