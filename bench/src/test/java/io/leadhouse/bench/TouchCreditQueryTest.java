package io.leadhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The query that the engines are compared by, against the published values of its models. */
class TouchCreditQueryTest {
  private static final String INPUTS =
      """
      CREATE TABLE conversion AS
      SELECT '1' AS organization_id, 'a' AS lead_id, 'customer' AS conversion_type,
             1 AS conversion_number, TIMESTAMP '2026-01-20' AS converted_at,
             100.00::decimal(18, 3) AS value_amount;
      CREATE TABLE touchpoint AS
      SELECT '1' AS organization_id, 'a' AS lead_id, touch_number, touch_id, touched_at,
             channel, 'unknown' AS campaign_id, channel = 'direct' AS is_direct
      FROM (VALUES (1, 'x', TIMESTAMP '2026-01-06', 'email'),
                   (2, 'y', TIMESTAMP '2026-01-13', 'paid_search'),
                   (3, 'z', TIMESTAMP '2026-01-20', 'direct'))
        AS touch (touch_number, touch_id, touched_at, channel);
      """;

  @Test
  void amountsAreWholeCentsOfThePublishedShares() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(INPUTS);
      String query = "CREATE TABLE result AS " + Contest.query("touch_credit");
      statement.execute(query);

      assertThat(column(statement, "time_decay_amount")).containsExactly("14.29", "28.57", "57.14");
      assertThat(column(statement, "linear_amount")).containsExactly("33.34", "33.33", "33.33");
      assertThat(column(statement, "u_shaped_amount")).containsExactly("40", "20", "40");
      assertThat(column(statement, "last_non_direct_amount")).containsExactly("0", "100", "0");
    }
  }

  private static List<String> column(Statement statement, String name) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery("SELECT " + name + " FROM result ORDER BY touch_number")) {
      while (row.next()) {
        values.add(plain(row.getBigDecimal(1)));
      }
    }
    return values;
  }

  private static String plain(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }
}
