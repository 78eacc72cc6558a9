package io.leadhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The query that the engines are compared by, on two leads. */
class CohortRetentionQueryTest {
  private static final String INPUTS =
      """
      CREATE TABLE reporting_day AS SELECT '1' AS organization_id, DATE '2026-03-15' AS as_of_day;
      CREATE TABLE cohort_period AS
      SELECT '1' AS organization_id, 'month' AS granularity, DATE '2026-01-01' AS cohort_start, period,
             2 AS cohort_size
      FROM (VALUES (0), (1), (2)) AS cohort_period (period);
      CREATE TABLE lead AS
      SELECT '1' AS organization_id, lead_id, DATE '2026-01-05' AS created_on
      FROM (VALUES ('a'), ('b')) AS lead (lead_id);
      CREATE TABLE lead_day AS
      SELECT '1' AS organization_id, lead_id, day, 1 AS inbound_count, 0 AS purchase_count
      FROM (VALUES ('a', DATE '2026-01-05'), ('a', DATE '2026-03-01'), ('b', DATE '2026-02-10'),
                   ('b', DATE '2026-03-15'))
        AS lead_day (lead_id, day);
      """;

  @Test
  void everyPeriodIsFilledAndTheDayInProgressIsInNone() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(INPUTS);
      statement.execute("CREATE TABLE result AS " + Contest.query("cohort_retention"));

      List<String> rows = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT period, cohort_size, active, active_or_later FROM result"
                  + " WHERE basis = 'activity' AND granularity = 'month' ORDER BY period")) {
        while (row.next()) {
          rows.add(
              row.getLong(1) + " " + row.getLong(2) + " " + row.getLong(3) + " " + row.getLong(4));
        }
      }
      assertThat(rows).containsExactly("0 2 1 2", "1 2 1 2", "2 2 1 1");
    }
  }
}
