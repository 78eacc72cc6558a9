package io.leadhouse.demo.headlines;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How the latest monthly cohorts hold: activity in later months, wins, and value per lead. */
record CohortSection() implements Section {
  private static final int COHORTS = 8;
  private static final String QUERY =
      """
      WITH retention AS (
        SELECT organization_id, cohort_start, max(cohort_size) AS leads,
               max(bounded_rate) FILTER (WHERE period = 1 AND is_mature) AS month_1,
               max(bounded_rate) FILTER (WHERE period = 2 AND is_mature) AS month_2,
               max(bounded_rate) FILTER (WHERE period = 3 AND is_mature) AS month_3,
               max(bounded_rate) FILTER (WHERE period = 6 AND is_mature) AS month_6
        FROM analytics.cohort_retention
        WHERE organization_id = ? AND basis = 'activity' AND granularity = 'month'
        GROUP BY organization_id, cohort_start
        ORDER BY cohort_start DESC
        LIMIT ?
      ),
      revenue AS (
        SELECT DISTINCT ON (organization_id, cohort_start)
               organization_id, cohort_start, value_per_lead, currency
        FROM analytics.cohort_revenue
        WHERE granularity = 'month'
        ORDER BY organization_id, cohort_start, period DESC
      )
      SELECT to_char(r.cohort_start, 'YYYY-MM') AS cohort, r.leads, r.month_1, r.month_2, r.month_3,
             r.month_6, c.conversion_rate, c.is_mature, v.value_per_lead, v.currency
      FROM retention AS r
      LEFT JOIN analytics.cohort_conversion AS c
        ON c.organization_id = r.organization_id AND c.cohort_start = r.cohort_start
       AND c.granularity = 'month' AND c.horizon_days = 90
      LEFT JOIN revenue AS v
        ON v.organization_id = r.organization_id AND v.cohort_start = r.cohort_start
      ORDER BY r.cohort_start
      """;

  @Override
  public void print(Connection analytics, String organizationId, PrintWriter out)
      throws SQLException {
    try (PreparedStatement query = analytics.prepareStatement(QUERY)) {
      query.setString(1, organizationId);
      query.setInt(2, COHORTS);
      try (ResultSet row = query.executeQuery()) {
        if (!row.isBeforeFirst()) {
          return;
        }
        out.printf(
            "%n  %-20s %9s %10s %10s %10s %10s %12s %16s%n",
            "how cohorts hold",
            "leads",
            "month 1",
            "month 2",
            "month 3",
            "month 6",
            "won in 90 d",
            "value per lead");
        while (row.next()) {
          boolean isMature = row.getBoolean("is_mature");
          out.printf(
              "  %-20s %,9d %10s %10s %10s %10s %12s %16s%n",
              row.getString("cohort"),
              row.getLong("leads"),
              Figure.percent(row.getBigDecimal("month_1")),
              Figure.percent(row.getBigDecimal("month_2")),
              Figure.percent(row.getBigDecimal("month_3")),
              Figure.percent(row.getBigDecimal("month_6")),
              isMature ? Figure.percent(row.getBigDecimal("conversion_rate")) : "too young",
              Figure.money(row.getBigDecimal("value_per_lead"), row.getString("currency")));
        }
      }
    }
  }
}
