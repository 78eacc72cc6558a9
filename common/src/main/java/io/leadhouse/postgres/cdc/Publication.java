package io.leadhouse.postgres.cdc;

import static java.util.stream.Collectors.joining;

import io.leadhouse.postgres.TableName;
import java.util.Collection;

/**
 * The publication that says of which tables the slot tells changes, and the statements about it.
 *
 * @param complete whether it tells inserts, updates, deletes and truncations
 * @param viaRoot whether rows of partitions are told under the name of the whole table
 * @param owned whether our role may change it
 */
record Publication(CaptureName name, boolean complete, boolean viaRoot, boolean owned) {
  static String create(CaptureName name, Collection<TableName> tables) {
    return "CREATE PUBLICATION %s FOR TABLE %s WITH (publish_via_partition_root = true);"
        .formatted(name.sql(), list(tables));
  }

  static String add(CaptureName name, Collection<TableName> tables) {
    return "ALTER PUBLICATION %s ADD TABLE %s;".formatted(name.sql(), list(tables));
  }

  static String remove(CaptureName name, Collection<TableName> tables) {
    return "ALTER PUBLICATION %s DROP TABLE %s;".formatted(name.sql(), list(tables));
  }

  static String setAll(CaptureName name) {
    return ("ALTER PUBLICATION %s SET (publish = 'insert, update, delete, truncate',"
            + " publish_via_partition_root = true);")
        .formatted(name.sql());
  }

  static String drop(CaptureName name) {
    return "DROP PUBLICATION %s;".formatted(name.sql());
  }

  private static String list(Collection<TableName> tables) {
    return tables.stream().map(TableName::sql).sorted().collect(joining(", "));
  }
}
