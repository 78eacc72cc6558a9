package io.leadhouse.publish;

import static io.leadhouse.error.LeadhouseException.configuration;
import static io.leadhouse.postgres.TableName.quote;

import io.leadhouse.error.LeadhouseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A relation that already stands in the target schema.
 *
 * @param kind Postgres' relkind: r for an ordinary table
 * @param owner the owning role
 * @param ours whether we may act as the owner
 * @param columns Postgres type by column
 * @param notNull columns that refuse NULL
 * @param key columns of the primary key, in key order; empty without one
 * @param keyConstraint name of the primary key
 * @param indexes names of all indexes
 */
record ExistingTable(
    String name,
    String kind,
    String owner,
    boolean ours,
    Map<String, String> columns,
    Set<String> notNull,
    List<String> key,
    Optional<String> keyConstraint,
    List<String> indexes) {

  /** Whether the column is there with the wanted type. */
  boolean holds(TableShape.Column column) {
    return column.sqlType().equals(columns.get(column.name()));
  }

  /** Whether keys found here and keys of the shape can be compared. */
  boolean hasKeyOf(TableShape shape) {
    return key.equals(shape.key())
        && shape.key().stream().map(shape::column).flatMap(Optional::stream).allMatch(this::holds);
  }

  /** Whether rows of the shape can be written without changing the table. */
  boolean fits(TableShape shape) {
    return hasKeyOf(shape)
        && columns.keySet().equals(Set.copyOf(shape.columnNames()))
        && shape.columns().stream().allMatch(this::holds)
        && notNull.equals(Set.copyOf(key));
  }

  /**
   * Checks that we may change it.
   *
   * @throws LeadhouseException CONFIGURATION when it is no table, or another role's
   */
  void requireOurs(PublishTarget target) {
    if (!kind.equals("r")) {
      throw notOurs(target);
    }
    if (!ours) {
      throw configuration(
          ("%s belongs to the role %s, so that %s may not change it. Run as an administrator:"
                  + " ALTER TABLE %s OWNER TO %s;")
              .formatted(
                  target.table(name),
                  owner,
                  target.endpoint().user(),
                  target.table(name).sql(),
                  quote(target.endpoint().user())));
    }
  }

  LeadhouseException notOurs(PublishTarget target) {
    return configuration(
        ("%s at %s was not published by Leadhouse and is left alone. Rename or drop it, or publish"
                + " into another schema.")
            .formatted(target.table(name), target.endpoint()));
  }
}
