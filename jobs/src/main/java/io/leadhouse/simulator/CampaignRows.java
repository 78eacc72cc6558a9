package io.leadhouse.simulator;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/** Rows of campaigns. */
final class CampaignRows {
  private final CopyTarget campaigns;

  CampaignRows(CopyTargets targets) {
    this.campaigns =
        targets.into(
            "campaigns",
            List.of(
                "id",
                "organization_id",
                "name",
                "channel",
                "start_date",
                "end_date",
                "budget",
                "currency",
                "status"));
  }

  /**
   * @param lastDay the last local day that is, at least in part, in the history
   */
  void write(World.Organization organization, Campaign campaign, LocalDate lastDay)
      throws SQLException {
    campaigns
        .row()
        .number(campaign.id())
        .number(organization.id())
        .text(campaign.name())
        .text(campaign.channel())
        .date(campaign.startDate())
        .date(campaign.endDate())
        .cents(campaign.budgetCents())
        .text(organization.currency())
        .text(campaign.endDate().isBefore(lastDay) ? "completed" : "active");
    campaigns.endRow();
  }
}
