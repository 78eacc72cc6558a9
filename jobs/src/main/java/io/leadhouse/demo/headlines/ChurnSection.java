package io.leadhouse.demo.headlines;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Who may leave, what is at stake, and how right the prediction was when it was last tested. */
record ChurnSection() implements Section {
  private static final String BANDS =
      """
      SELECT band, leads, customers, mean_probability, value_at_risk, currency
      FROM analytics.churn_summary
      WHERE organization_id = ?
      ORDER BY band_rank
      """;
  private static final String QUALITY =
      """
      SELECT model, test_day, test_leads, auc, expected_calibration_error, decile_lift
      FROM analytics.churn_model_quality
      WHERE organization_id = ? AND test_leads > 0
      """;

  @Override
  public void print(Connection analytics, String organizationId, PrintWriter out)
      throws SQLException {
    try (PreparedStatement query = analytics.prepareStatement(QUALITY)) {
      query.setString(1, organizationId);
      try (ResultSet quality = query.executeQuery()) {
        if (!quality.next()) {
          return;
        }
        printBands(analytics, organizationId, out);
        out.printf(
            "  %s, tested on %,d leads of %s: AUC %s, calibration error %s, the riskiest tenth left"
                + " %s times as often%n",
            quality.getString("model").replace('_', ' '),
            quality.getLong("test_leads"),
            quality.getString("test_day"),
            Figure.rounded(quality.getBigDecimal("auc"), 3),
            Figure.rounded(quality.getBigDecimal("expected_calibration_error"), 3),
            Figure.rounded(quality.getBigDecimal("decile_lift"), 1));
      }
    }
  }

  private static void printBands(Connection analytics, String organizationId, PrintWriter out)
      throws SQLException {
    out.printf(
        "%n  %-20s %9s %10s %16s %18s%n",
        "who may leave", "leads", "customers", "mean chance", "value at risk");
    try (PreparedStatement query = analytics.prepareStatement(BANDS)) {
      query.setString(1, organizationId);
      try (ResultSet band = query.executeQuery()) {
        while (band.next()) {
          out.printf(
              "  %-20s %,9d %,10d %16s %18s%n",
              band.getString("band"),
              band.getLong("leads"),
              band.getLong("customers"),
              Figure.percent(band.getBigDecimal("mean_probability")),
              Figure.money(band.getBigDecimal("value_at_risk"), band.getString("currency")));
        }
      }
    }
  }
}
