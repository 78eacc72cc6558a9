package io.leadhouse.demo;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresEndpoint;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/** Prints what the published tables say of each organization, read as a BI tool reads them. */
public final class Headlines {
  private static final String INDICATORS =
      """
      SELECT o.name, e.kpi, e.value, e.value_text, e.previous, e.unit, e.currency
      FROM analytics.executive_summary AS e
      JOIN analytics.organization AS o USING (organization_id)
      WHERE e.window_days = ?
        AND e.kpi IN ('leads', 'won_deals', 'comparable_conversion_rate', 'won_revenue',
                      'median_cycle_days', 'pipeline_value', 'blocked_value', 'funnel_health',
                      'bottleneck')
      ORDER BY o.organization_id, e.kpi_order
      """;
  private static final String FUNNEL =
      """
      SELECT o.name, f.stage_name, f.reached, f.step_rate, f.median_days, f.is_bottleneck
      FROM analytics.funnel_stage AS f
      JOIN analytics.organization AS o USING (organization_id)
      WHERE f.window_days = 0 AND f.variant = 'any_order' AND f.stage_rank IS NOT NULL
      ORDER BY o.organization_id, f.stage_rank, f.stage_id
      """;

  private final PostgresEndpoint analytics;
  private final PrintWriter out;

  public Headlines(PostgresEndpoint analytics, PrintWriter out) {
    this.analytics = analytics;
    this.out = out;
  }

  /**
   * Prints the indicators of a window and the funnel of all history.
   *
   * @param windowDays the window; 0 is all history
   */
  public void print(int windowDays) {
    try (Connection connection = analytics.connect()) {
      indicators(connection, windowDays);
      funnel(connection);
      out.flush();
    } catch (SQLException e) {
      throw LeadhouseException.unreachable(
          "Cannot read the published tables at " + analytics + ": " + e.getMessage(), e);
    }
  }

  private void indicators(Connection connection, int windowDays) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(INDICATORS)) {
      query.setInt(1, windowDays);
      try (ResultSet row = query.executeQuery()) {
        String organization = "";
        while (row.next()) {
          if (!organization.equals(row.getString("name"))) {
            organization = row.getString("name");
            String window = windowDays == 0 ? "all history" : "last " + windowDays + " days";
            out.printf("%n%-34s %18s %18s%n", organization, window, "before");
          }
          String text = row.getString("value_text");
          String value = amount(row, "value");
          out.printf(
              "  %-32s %18s %18s%n",
              row.getString("kpi").replace('_', ' '),
              text == null ? value : text,
              text == null ? amount(row, "previous") : "");
        }
      }
    }
  }

  private void funnel(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FUNNEL);
        ResultSet row = query.executeQuery()) {
      String organization = "";
      while (row.next()) {
        if (!organization.equals(row.getString("name"))) {
          organization = row.getString("name");
          out.printf(
              "%n%-34s %9s %9s %12s%n",
              organization + ", funnel", "reached", "step", "median days");
        }
        out.printf(
            "  %-32s %,9d %9s %12s%s%n",
            row.getString("stage_name"),
            row.getLong("reached"),
            percent(row.getBigDecimal("step_rate")),
            plain(row.getBigDecimal("median_days")),
            row.getBoolean("is_bottleneck") ? "   <- bottleneck" : "");
      }
    }
  }

  private static String amount(ResultSet row, String column) throws SQLException {
    BigDecimal value = row.getBigDecimal(column);
    String currency = row.getString("currency");
    if (value == null) {
      return "-";
    }
    if ("fraction".equals(row.getString("unit"))) {
      return percent(value);
    }
    String number = plain(value);
    return currency == null ? number : number + " " + currency;
  }

  private static String percent(BigDecimal fraction) {
    return fraction == null
        ? "-"
        : String.format(Locale.ROOT, "%.1f %%", fraction.doubleValue() * 100);
  }

  private static String plain(BigDecimal value) {
    if (value == null) {
      return "-";
    }
    boolean whole = value.stripTrailingZeros().scale() <= 0 || value.abs().doubleValue() >= 1000;
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%,.1f", value);
  }
}
