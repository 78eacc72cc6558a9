package io.leadhouse.publish;

import io.leadhouse.postgres.TableName;
import java.io.Serializable;

/**
 * The tables in the load schema that one published table passes through.
 *
 * @param rows everything loaded; of changes, with the sign that says whether a row came or went
 * @param parts which Spark partitions were loaded, and their rows
 * @param changed loaded rows that are new or differ from the published ones; of changes, those that
 *     came
 * @param gone published keys that were not loaded; of changes, those that are gone
 */
record LoadTables(TableName rows, TableName parts, TableName changed, TableName gone)
    implements Serializable {
  /** What the names of load tables, and of nothing else in the schema, look like in Postgres. */
  static final String NAME_PATTERN = "~(rows|parts|changed|gone)$";

  static LoadTables of(PublishTarget target, String table) {
    return new LoadTables(
        new TableName(target.loadSchema(), table + "~rows"),
        new TableName(target.loadSchema(), table + "~parts"),
        new TableName(target.loadSchema(), table + "~changed"),
        new TableName(target.loadSchema(), table + "~gone"));
  }
}
