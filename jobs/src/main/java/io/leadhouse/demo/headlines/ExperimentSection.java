package io.leadhouse.demo.headlines;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What A/B tests say: their arms on the deciding metric, the verdict and what to do. */
record ExperimentSection() implements Section {
  private static final String TESTS =
      """
      SELECT experiment_id, name, primary_metric, verdict, recommendation
      FROM analytics.experiment_health
      WHERE organization_id = ?
      ORDER BY starts_on, experiment_id
      """;
  private static final String ARMS =
      """
      SELECT variant, is_control, mature_units, value, kind = 'proportion' AS is_rate, lift, lift_low,
             lift_high, p_value_holm
      FROM analytics.experiment_result
      WHERE organization_id = ? AND experiment_id = ? AND metric = ?
      ORDER BY is_control DESC, variant
      """;

  @Override
  public void print(Connection analytics, String organizationId, PrintWriter out)
      throws SQLException {
    try (PreparedStatement query = analytics.prepareStatement(TESTS)) {
      query.setString(1, organizationId);
      try (ResultSet test = query.executeQuery()) {
        while (test.next()) {
          out.printf(
              "%n  A/B test: %s, by %s%n",
              test.getString("name"), test.getString("primary_metric"));
          printArms(analytics, organizationId, test, out);
          out.printf("  %s: %s%n", test.getString("verdict"), test.getString("recommendation"));
        }
      }
    }
  }

  private static void printArms(
      Connection analytics, String organizationId, ResultSet test, PrintWriter out)
      throws SQLException {
    try (PreparedStatement query = analytics.prepareStatement(ARMS)) {
      query.setString(1, organizationId);
      query.setString(2, test.getString("experiment_id"));
      query.setString(3, test.getString("primary_metric"));
      try (ResultSet arm = query.executeQuery()) {
        out.printf(
            "  %-20s %9s %10s %10s %20s %12s%n",
            "arm", "leads", "value", "lift", "from – to", "p (Holm)");
        while (arm.next()) {
          boolean compared = arm.getBigDecimal("lift_low") != null;
          out.printf(
              "  %-20s %,9d %10s %10s %20s %12s%n",
              arm.getString("variant"),
              arm.getLong("mature_units"),
              arm.getBoolean("is_rate")
                  ? Figure.percent(arm.getBigDecimal("value"))
                  : Figure.plain(arm.getBigDecimal("value")),
              arm.getBoolean("is_control") ? "control" : Figure.percent(arm.getBigDecimal("lift")),
              compared
                  ? Figure.percent(arm.getBigDecimal("lift_low"))
                      + " – "
                      + Figure.percent(arm.getBigDecimal("lift_high"))
                  : "",
              arm.getBoolean("is_control")
                  ? ""
                  : Figure.probability(arm.getBigDecimal("p_value_holm")));
        }
      }
    }
  }
}
