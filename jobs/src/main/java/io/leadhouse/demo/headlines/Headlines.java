package io.leadhouse.demo.headlines;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresEndpoint;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Prints what the published tables say of each organization, read as a BI tool reads them. */
public final class Headlines {
  private static final String ORGANIZATIONS =
      "SELECT organization_id, name FROM analytics.organization ORDER BY organization_id";

  private final PostgresEndpoint analytics;
  private final PrintWriter out;

  public Headlines(PostgresEndpoint analytics, PrintWriter out) {
    this.analytics = analytics;
    this.out = out;
  }

  /**
   * Prints the indicators of a window, then funnel, channels and cohorts of all history, who may
   * leave, and what A/B tests say.
   *
   * @param windowDays the window; 0 is all history
   */
  public void print(int windowDays) {
    List<Section> sections =
        List.of(
            new IndicatorSection(windowDays),
            new FunnelSection(),
            new ChannelSection(),
            new CohortSection(),
            new ChurnSection(),
            new ExperimentSection());
    try (Connection connection = analytics.connect();
        Statement statement = connection.createStatement();
        ResultSet organization = statement.executeQuery(ORGANIZATIONS)) {
      while (organization.next()) {
        String name = organization.getString("name");
        out.printf("%n%s%n%s%n", name, "=".repeat(name.length()));
        for (Section section : sections) {
          section.print(connection, organization.getString("organization_id"), out);
        }
      }
      out.flush();
    } catch (SQLException e) {
      throw LeadhouseException.unreachable(
          "Cannot read the published tables at " + analytics + ": " + e.getMessage(), e);
    }
  }
}
