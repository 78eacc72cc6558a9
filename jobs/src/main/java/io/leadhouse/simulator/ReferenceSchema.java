package io.leadhouse.simulator;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The reference CRM's tables, as sql/sources/crm/schema.sql declares them. */
public final class ReferenceSchema {
  /** Every table, those before others that refer to them. */
  static final List<String> TABLES =
      List.of(
          "organizations",
          "users",
          "pipeline_stages",
          "campaigns",
          "leads",
          "lead_merges",
          "audit_logs",
          "activities",
          "engagements",
          "campaign_spend",
          "channel_costs",
          "outreach_attempts",
          "purchases",
          "tasks",
          "lead_assignment_rules",
          "lead_assignment_history",
          "lead_scoring_rules",
          "ab_tests",
          "ab_test_assignments",
          "ab_test_outcomes",
          "fx_rates",
          "holidays");

  private static final String ANY =
      "SELECT EXISTS (SELECT FROM unnest(?::text[]) AS name WHERE to_regclass(name) IS NOT NULL)";

  private ReferenceSchema() {}

  /** Whether the search path finds none of the tables. */
  public static boolean isAbsent(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ANY)) {
      statement.setArray(1, connection.createArrayOf("text", TABLES.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return !row.getBoolean(1);
      }
    }
  }

  /**
   * Creates the tables in the first schema of the connection's search path.
   *
   * @param schemaFile sql/sources/crm/schema.sql of this house
   * @throws LeadhouseException CONFIGURATION when the file cannot be read or Postgres refuses it
   */
  public static void create(Connection connection, Path schemaFile) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(schemaFile));
    } catch (IOException e) {
      throw LeadhouseException.configuration(
          "Cannot read the reference schema " + schemaFile + ": " + e.getMessage());
    } catch (SQLException e) {
      throw LeadhouseException.configuration(
          "Postgres refuses the reference schema " + schemaFile + ": " + e.getMessage());
    }
  }
}
