package io.leadhouse.demo.headlines;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Where leads are lost: the funnel of all history, with its bottleneck and how long stays last. */
record FunnelSection() implements Section {
  private static final String QUERY =
      """
      SELECT f.stage_name, f.reached, f.step_rate, f.median_days, f.is_bottleneck,
             t.mean_days AS stay_days, t.is_slow
      FROM analytics.funnel_stage AS f
      LEFT JOIN analytics.stage_timing AS t USING (organization_id, window_days, stage_id)
      WHERE f.organization_id = ? AND f.window_days = 0 AND f.variant = 'any_order'
        AND f.stage_rank IS NOT NULL
      ORDER BY f.stage_rank, f.stage_id
      """;

  @Override
  public void print(Connection analytics, String organizationId, PrintWriter out)
      throws SQLException {
    try (PreparedStatement query = analytics.prepareStatement(QUERY)) {
      query.setString(1, organizationId);
      try (ResultSet row = query.executeQuery()) {
        if (!row.isBeforeFirst()) {
          return;
        }
        out.printf(
            "%n  %-20s %9s %9s %12s %12s%n",
            "where leads are lost", "reached", "step", "days to it", "days in it");
        while (row.next()) {
          out.printf(
              "  %-20s %,9d %9s %12s %12s%s%s%n",
              row.getString("stage_name"),
              row.getLong("reached"),
              Figure.percent(row.getBigDecimal("step_rate")),
              Figure.plain(row.getBigDecimal("median_days")),
              Figure.plain(row.getBigDecimal("stay_days")),
              row.getBoolean("is_slow") ? "  slow" : "",
              row.getBoolean("is_bottleneck")
                  ? "  <- bottleneck: most value is lost on the way here"
                  : "");
        }
      }
    }
  }
}
