package io.leadhouse.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Rows of campaign_spend and channel_costs. */
final class CostRows {
  private static final double LATE = 0.04;
  private static final double NEGATIVE = 0.002;
  private static final double REVISED = 0.05;

  private final CopyTarget spend;
  private final CopyTarget costs;

  CostRows(CopyTargets targets) {
    this.spend =
        targets.into(
            "campaign_spend",
            List.of(
                "campaign_id", "channel", "day", "amount", "currency", "impressions", "clicks"));
    this.costs =
        targets.into(
            "channel_costs",
            List.of("organization_id", "channel", "cost_per_send", "currency", "valid_from"));
  }

  /** Writes the price list. */
  void writeCosts(World.Organization organization, SimulatorSettings settings, LocalDate lastDay) {
    for (World.SendCost cost : organization.sendCosts()) {
      LocalDate validFrom = settings.start().plusMonths(cost.month());
      if (!validFrom.isAfter(lastDay)) {
        costs
            .number(organization.id())
            .text(cost.channel())
            .decimal(cost.cost())
            .text(cost.currency() == null ? organization.currency() : cost.currency())
            .date(validFrom)
            .endRow();
      }
    }
  }

  /**
   * Writes the media spend of one campaign: a day's row comes with the end of the day, or some days
   * late, and some are put right afterwards.
   */
  void writeSpend(
      World.Organization organization,
      Campaign campaign,
      Incidents incidents,
      SimulatorSettings settings) {
    // What mails cost is in the price list.
    if (campaign.channel().equals("email")) {
      return;
    }
    RandomStream random = RandomStream.of(settings.seed(), "spend", campaign.id());
    double days = ChronoUnit.DAYS.between(campaign.startDate(), campaign.endDate()) + 1;
    for (LocalDate day = campaign.startDate(); ; day = day.plusDays(1)) {
      Instant dayEnd = day.plusDays(1).atStartOfDay(organization.zone()).toInstant();
      if (day.isAfter(campaign.endDate()) || dayEnd.isAfter(settings.end())) {
        return;
      }
      double weekday = day.getDayOfWeek().getValue() > 5 ? 0.6 : 1.16;
      double usual = campaign.budgetCents() / days * weekday * random.logNormal(1, 0.15);
      double draw = random.uniform();
      double factor = incidents.spendFactor(campaign.channel(), day);
      Instant reported = draw < LATE && factor == 1 ? Elapsed.daysAfter(dayEnd, 3) : dayEnd;
      boolean isFinal = draw < 1 - REVISED || !Elapsed.daysAfter(dayEnd, 4).isAfter(settings.end());
      boolean isNegative = draw >= LATE && draw < LATE + NEGATIVE;
      long cents = Math.round(usual * factor * (isFinal ? 1 : 0.9));
      if (!reported.isAfter(settings.end()) && !day.isBefore(settings.start())) {
        write(organization, campaign, day, isNegative ? -cents : cents, random.uniform());
      } else {
        random.uniform();
      }
    }
  }

  /** Spend that no table of it should hold, of the campaign that runs first. */
  void writeDirtySpend(Campaign campaign, SimulatorSettings settings) {
    writeDirty(campaign, "fax", settings.start(), "US$", 10);
    writeDirty(campaign, "fax", settings.start().plusDays(1), "USD", -10);
  }

  private void writeDirty(
      Campaign campaign, String channel, LocalDate day, String currency, long clicks) {
    spend
        .number(campaign.id())
        .text(channel)
        .date(day)
        .cents(1_000)
        .text(currency)
        .number(100)
        .number(clicks)
        .endRow();
  }

  private void write(
      World.Organization organization, Campaign campaign, LocalDate day, long cents, double luck) {
    long clicks = Math.round(Math.abs(cents) / 150.0 * (0.7 + 0.6 * luck));
    spend
        .number(campaign.id())
        .text(campaign.channel())
        .date(day)
        .cents(cents)
        .text(campaign.billedIn() == null ? organization.currency() : campaign.billedIn())
        .number(clicks * 40)
        .number(clicks)
        .endRow();
  }
}
