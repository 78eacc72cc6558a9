package io.leadhouse.demo.headlines;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Which channels bring won deals, as a share of revenue under each attribution model. */
record ChannelSection() implements Section {
  private static final List<String> MODELS =
      List.of(
          "first",
          "last",
          "last_non_direct",
          "linear",
          "time_decay",
          "u_shaped",
          "w_shaped",
          "shapley");
  private static final String QUERY =
      """
      WITH credited AS (
        SELECT channel, model, sum(revenue) AS revenue,
               sum(conversions) FILTER (WHERE conversion_type = 'customer') AS deals
        FROM analytics.attribution_summary
        WHERE organization_id = ? AND conversion_type IN ('customer', 'purchase')
        GROUP BY channel, model
      ),
      shared AS (
        SELECT channel, model, deals,
               revenue / nullif(sum(revenue) OVER (PARTITION BY model), 0) AS share
        FROM credited
      )
      SELECT channel, max(deals) FILTER (WHERE model = 'shapley') AS deals,
             max(share) FILTER (WHERE model = 'first') AS first,
             max(share) FILTER (WHERE model = 'last') AS last,
             max(share) FILTER (WHERE model = 'last_non_direct') AS last_non_direct,
             max(share) FILTER (WHERE model = 'linear') AS linear,
             max(share) FILTER (WHERE model = 'time_decay') AS time_decay,
             max(share) FILTER (WHERE model = 'u_shaped') AS u_shaped,
             max(share) FILTER (WHERE model = 'w_shaped') AS w_shaped,
             max(share) FILTER (WHERE model = 'shapley') AS shapley
      FROM shared
      GROUP BY channel
      ORDER BY deals DESC NULLS LAST, channel
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
        out.printf("%n  %-20s %9s", "what brings revenue", "won");
        for (String model : MODELS) {
          out.printf(
              " %10s", model.equals("last_non_direct") ? "not direct" : model.replace('_', ' '));
        }
        out.println();
        while (row.next()) {
          out.printf(
              "  %-20s %9s",
              row.getString("channel").replace('_', ' '), Figure.plain(row.getBigDecimal("deals")));
          for (String model : MODELS) {
            out.printf(" %10s", Figure.percent(row.getBigDecimal(model)));
          }
          out.println();
        }
      }
    }
  }
}
