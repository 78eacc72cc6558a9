package io.leadhouse.demo.headlines;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The executive summary of a window beside the window before. */
record IndicatorSection(int windowDays) implements Section {
  private static final String QUERY =
      """
      SELECT kpi, value, value_text, previous, unit, currency
      FROM analytics.executive_summary
      WHERE organization_id = ? AND window_days = ?
      ORDER BY kpi_order
      """;

  @Override
  public void print(Connection analytics, String organizationId, PrintWriter out)
      throws SQLException {
    try (PreparedStatement query = analytics.prepareStatement(QUERY)) {
      query.setString(1, organizationId);
      query.setInt(2, windowDays);
      try (ResultSet row = query.executeQuery()) {
        if (!row.isBeforeFirst()) {
          return;
        }
        String window = windowDays == 0 ? "all history" : "last " + windowDays + " days";
        out.printf("%n  %-32s %18s %18s%n", "how it stands", window, "before");
        while (row.next()) {
          String text = row.getString("value_text");
          out.printf(
              "  %-32s %18s %18s%n",
              row.getString("kpi").replace('_', ' '),
              text == null ? amount(row, "value") : text,
              text == null ? amount(row, "previous") : "");
        }
      }
    }
  }

  private static String amount(ResultSet row, String column) throws SQLException {
    BigDecimal value = row.getBigDecimal(column);
    if ("fraction".equals(row.getString("unit"))) {
      return Figure.percent(value);
    }
    return Figure.money(value, row.getString("currency"));
  }
}
