package io.leadhouse.simulator;

import io.leadhouse.error.LeadhouseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the empty tables of the reference CRM ready for a fast load inside one transaction: indexes
 * and constraints go first and come back, checked, after the rows; truncating lets COPY FREEZE
 * work. Everybody else waits for the transaction, as it holds the tables exclusively.
 */
final class BulkLoad {
  private static final String CONSTRAINTS =
      """
      SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
             format('ALTER TABLE %s ADD CONSTRAINT %I %s',
                    conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint
      WHERE contype IN ('p', 'u', 'f') AND conrelid = ANY (?::regclass[])
      ORDER BY (contype <> 'f'), conname
      """;
  private static final String INDEXES =
      """
      SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
      FROM pg_index
      WHERE indrelid = ANY (?::regclass[])
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
      ORDER BY indexrelid::regclass::text
      """;
  private static final String IDENTITIES =
      """
      SELECT format('ALTER TABLE %s ALTER COLUMN %I RESTART WITH %s', attrelid::regclass, attname, ?)
      FROM pg_attribute
      WHERE attidentity <> '' AND attrelid = ANY (?::regclass[])
      ORDER BY attrelid::regclass::text
      """;

  /** 3,000 sampled rows a table: the usual 30,000 took a sixth of the time of a load. */
  private static final int STATISTICS_TARGET = 10;

  private final Connection connection;
  private final List<String> tables;
  private final List<Change> changes = new ArrayList<>();

  BulkLoad(Connection connection, List<String> tables) {
    this.connection = connection;
    this.tables = tables;
  }

  private record Change(String remove, String restore) {}

  /**
   * @throws LeadhouseException CONFIGURATION when a table is missing or holds rows
   */
  void prepare() throws SQLException {
    for (String table : tables) {
      requireEmpty(table);
    }
    execute("SET LOCAL maintenance_work_mem = '256MB'");
    execute("TRUNCATE " + String.join(", ", tables));
    changes.addAll(find(CONSTRAINTS));
    changes.addAll(find(INDEXES));
    for (Change change : changes) {
      execute(change.remove());
    }
  }

  /** Puts back what {@link #prepare} took away, keys first, and refreshes statistics. */
  void finish() throws SQLException {
    for (int i = changes.size() - 1; i >= 0; i--) {
      execute(changes.get(i).restore());
    }
    for (String statement : identities()) {
      execute(statement);
    }
    execute("SET LOCAL default_statistics_target = " + STATISTICS_TARGET);
    execute("ANALYZE " + String.join(", ", tables));
  }

  private void requireEmpty(String table) throws SQLException {
    try (PreparedStatement exists = connection.prepareStatement("SELECT to_regclass(?) IS NULL")) {
      exists.setString(1, table);
      if (isTrue(exists)) {
        throw LeadhouseException.configuration(
            "The simulator found no table "
                + table
                + ". Create the reference CRM first: sql/sources/crm/schema.sql.");
      }
    }
    try (PreparedStatement rows =
        connection.prepareStatement("SELECT EXISTS (SELECT FROM " + table + ")")) {
      if (isTrue(rows)) {
        throw LeadhouseException.configuration(
            "Table "
                + table
                + " already holds rows. The simulator fills an empty CRM only: use another"
                + " database, or drop the tables. A simulated CRM moves on with --advance DAYS.");
      }
    }
  }

  private static boolean isTrue(PreparedStatement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getBoolean(1);
    }
  }

  private List<Change> find(String query) throws SQLException {
    List<Change> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setArray(1, connection.createArrayOf("text", tables.toArray()));
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          found.add(new Change(result.getString(1), result.getString(2)));
        }
      }
    }
    return found;
  }

  private List<String> identities() throws SQLException {
    List<String> statements = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(IDENTITIES)) {
      statement.setLong(1, SimulatedIds.FIRST_BY_HAND);
      statement.setArray(2, connection.createArrayOf("text", tables.toArray()));
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          statements.add(result.getString(1));
        }
      }
    }
    return statements;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
