package io.leadhouse.simulator;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rows of a later instant, in temporary tables named as those of the CRM, and how the CRM
 * becomes them. Only the difference is written, so whoever follows changes sees what changed.
 */
final class LaterRows {
  /** The schema of the temporary tables, with a dot. */
  static final String SCHEMA = "pg_temp.";

  private static final String COLUMNS =
      """
      SELECT attname, attnum = ANY (coalesce(indkey::smallint[], '{}')) AS is_key
      FROM pg_attribute
      LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary
      WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
      ORDER BY attnum
      """;

  private final Connection connection;
  private final List<Target> targets = new ArrayList<>();

  /**
   * @param tables those before others that refer to them
   */
  LaterRows(Connection connection, List<String> tables) throws SQLException {
    this.connection = connection;
    for (String table : tables) {
      targets.add(target(table));
    }
  }

  /**
   * @param name with its schema, as the temporary tables hide the search path's
   */
  private record Target(String table, String name, List<String> columns, List<String> key) {}

  /** Makes the temporary tables; they go with the transaction. */
  void prepare() throws SQLException {
    for (Target target : targets) {
      execute(
          "CREATE TEMPORARY TABLE %s (LIKE %s) ON COMMIT DROP"
              .formatted(target.table(), target.name()));
    }
  }

  /** Makes the CRM hold the later rows. */
  void apply() throws SQLException {
    for (Target target : targets) {
      execute("ANALYZE " + SCHEMA + target.table());
    }
    deleteLeads();
    for (Target target : targets) {
      merge(target);
    }
  }

  /** Only leads are ever deleted for good; what refers to them goes with them, but the log. */
  private void deleteLeads() throws SQLException {
    Target leads =
        targets.stream().filter(t -> t.table().equals("leads")).findFirst().orElseThrow();
    execute(
        "DELETE FROM %s AS now WHERE id < %d AND NOT EXISTS (SELECT FROM %sleads AS later WHERE later.id = now.id)"
            .formatted(leads.name(), SimulatedIds.FIRST_BY_HAND, SCHEMA));
  }

  private void merge(Target target) throws SQLException {
    String columns = String.join(", ", target.columns());
    String changes =
        target.columns().stream()
            .filter(column -> !target.key().contains(column))
            .map(column -> column + " = excluded." + column)
            .collect(Collectors.joining(", "));
    execute(
        "INSERT INTO %s (%s) SELECT %s FROM %s%s EXCEPT ALL SELECT %s FROM %s ON CONFLICT (%s) DO %s"
            .formatted(
                target.name(),
                columns,
                columns,
                SCHEMA,
                target.table(),
                columns,
                target.name(),
                String.join(", ", target.key()),
                changes.isEmpty() ? "NOTHING" : "UPDATE SET " + changes));
  }

  private Target target(String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    List<String> key = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.add(row.getString(1));
          if (row.getBoolean(2)) {
            key.add(row.getString(1));
          }
        }
      }
    }
    return new Target(table, qualified(table), List.copyOf(columns), List.copyOf(key));
  }

  private String qualified(String table) throws SQLException {
    String query =
        "SELECT format('%I.%I', nspname, relname) FROM pg_class"
            + " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
            + " WHERE pg_class.oid = ?::regclass";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
