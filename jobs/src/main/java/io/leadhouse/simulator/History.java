package io.leadhouse.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/**
 * All rows that the CRM holds at the settings' end. Every lead's whole life follows from seed,
 * organization and number; the rows show what the CRM knew of those lives.
 */
final class History {
  private final World world;
  private final SimulatorSettings settings;

  History(World world, SimulatorSettings settings) {
    this.world = world;
    this.settings = settings;
  }

  /** Writes all rows, and returns what was planted in them. */
  Tally write(CopyTargets targets) {
    return new Writing(targets).everything();
  }

  private final class Writing {
    private final OrganizationRows organizationRows;
    private final CampaignRows campaignRows;
    private final CostRows costRows;
    private final SetupRows setupRows;
    private final TaskRows taskRows;
    private final AssignmentRows assignmentRows;
    private final ExperimentRows experimentRows;
    private final LifeRows lifeRows;
    private final FxRateRows fxRateRows;
    private final Tally tally = new Tally(settings.end());
    private final Map<Long, LeadProfile> astray = new HashMap<>();

    Writing(CopyTargets targets) {
      organizationRows = new OrganizationRows(targets);
      campaignRows = new CampaignRows(targets);
      costRows = new CostRows(targets);
      setupRows = new SetupRows(targets);
      taskRows = new TaskRows(targets);
      assignmentRows = new AssignmentRows(targets);
      experimentRows = new ExperimentRows(targets);
      lifeRows = new LifeRows(targets, settings.end(), taskRows, assignmentRows, experimentRows);
      fxRateRows = new FxRateRows(targets);
    }

    Tally everything() {
      LocalDate afterEnd = firstDayAfterEnd(ZoneOffset.UTC);
      fxRateRows.write(settings.seed(), world.currencies(), settings.start(), afterEnd);
      fxRateRows.writeDirty(settings.start());
      for (World.Organization organization : world.organizations()) {
        write(organization);
      }
      mergeAcross();
      return tally;
    }

    private void write(World.Organization organization) {
      LocalDate lastDay = firstDayAfterEnd(organization.zone()).minusDays(1);
      Campaigns campaigns = new Campaigns(settings.seed(), organization);
      Incidents incidents = new Incidents(settings, organization);
      organizationRows.write(organization);
      campaignRows.writeDirty(organization, settings.start());
      costRows.writeDirtySpend(campaigns.between(settings.start(), lastDay).get(0), settings);
      for (Campaign campaign : campaigns.between(settings.start(), lastDay)) {
        campaignRows.write(organization, campaign, lastDay);
        costRows.writeSpend(organization, campaign, incidents, settings);
      }
      costRows.writeCosts(organization, settings, lastDay);
      setupRows.writeHolidays(organization, settings.start(), lastDay);
      setupRows.writeScoringRules(organization);
      assignmentRows.writeRules(organization);
      taskRows.writeWeekly(organization, settings.start(), settings.end());
      experimentRows.writeDirty(organization, settings.start());
      experimentRows.writeTest(organization, PlannedTest.of(settings, organization), lastDay);
      Arrivals arrivals = new Arrivals(settings, organization);
      LeadLives lives = new LeadLives(settings, organization, arrivals, campaigns, incidents);
      writeLives(organization, arrivals, lives, lastDay);
    }

    private void writeLives(
        World.Organization organization, Arrivals arrivals, LeadLives lives, LocalDate lastDay) {
      int number = 0;
      for (LocalDate day = settings.start(); !day.isAfter(lastDay); day = day.plusDays(1)) {
        for (int left = arrivals.on(day); left > 0; left--) {
          LeadLife life = lives.life(++number, day);
          if (life.profile().createdAt().isBefore(settings.end())) {
            LeadState state = LeadState.before(settings.end(), life, organization.lostStage());
            lifeRows.write(organization, life, state);
            tally.count(organization, life, state.isGone());
            if (number == MergePlan.ASTRAY) {
              astray.put(organization.id(), life.profile());
            }
          }
        }
      }
    }

    private void mergeAcross() {
      LeadProfile loser = astray.get(world.mergeAcross().from());
      LeadProfile survivor = astray.get(world.mergeAcross().into());
      if (loser == null || survivor == null) {
        return;
      }
      Instant later =
          survivor.createdAt().isAfter(loser.createdAt())
              ? survivor.createdAt()
              : loser.createdAt();
      Instant at = Elapsed.daysAfter(later, 3);
      if (at.isBefore(settings.end())) {
        lifeRows.writeMerge(loser.id(), survivor.id(), at);
        tally.mergedAcross(world.mergeAcross().from());
      }
    }
  }

  /** The first local day of which nothing is in the history. */
  private LocalDate firstDayAfterEnd(ZoneId zone) {
    return settings.end().minusNanos(1).atZone(zone).toLocalDate().plusDays(1);
  }
}
