package io.leadhouse.simulator;

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
  void write(World.Organization organization, Campaign campaign, LocalDate lastDay) {
    campaigns
        .number(campaign.id())
        .number(organization.id())
        .text(campaign.name())
        .text(campaign.channel())
        .date(campaign.startDate())
        .date(campaign.endDate())
        .cents(campaign.budgetCents())
        .text(organization.currency())
        .text(campaign.endDate().isBefore(lastDay) ? "completed" : "active")
        .endRow();
  }

  /** Campaigns that no CRM should hold; nothing refers to them. */
  void writeDirty(World.Organization organization, LocalDate start) {
    writeDirty(organization, 0, start.minusDays(1), 100_000, organization.currency());
    writeDirty(organization, 1, start.plusDays(30), -100_000, organization.currency());
    writeDirty(organization, 2, start.plusDays(30), 100_000, "Euro");
  }

  private void writeDirty(
      World.Organization organization, int place, LocalDate end, long cents, String currency) {
    campaigns
        .number(SimulatedIds.strayCampaign(organization.id(), place))
        .number(organization.id())
        .text("Test " + (place + 1))
        .nothing()
        .date(end.plusDays(place == 0 ? 2 : -20))
        .date(end)
        .cents(cents)
        .text(currency)
        .text("draft")
        .endRow();
  }
}
