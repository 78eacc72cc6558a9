package io.leadhouse.simulator;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.simulator.Fact.Engaged;
import io.leadhouse.simulator.Fact.Merged;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills the reference CRM with a history that never was. Every lead's whole life follows from seed,
 * organization and number; the database shows what the CRM knew of those lives at the settings'
 * end. Equal settings give equal rows, on any machine.
 */
public final class Simulator {
  private final World world;
  private final SimulatorSettings settings;

  Simulator(World world, SimulatorSettings settings) {
    this.world = world;
    this.settings = settings;
  }

  /**
   * Loads the standard world into the empty tables of sql/sources/crm/schema.sql, found by the
   * connection's search path, in one transaction.
   *
   * @param connection to Postgres, without an open transaction; its auto-commit mode is restored
   * @throws LeadhouseException CONFIGURATION when a table is missing or holds rows, UNREACHABLE
   *     when the database refuses or goes away; nothing is loaded then
   */
  public static SimulatedCounts load(Connection connection, SimulatorSettings settings) {
    return new Simulator(WorldReader.standard(), settings).load(connection);
  }

  SimulatedCounts load(Connection connection) {
    try {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        SimulatedCounts counts = loadInTransaction(connection);
        connection.commit();
        return counts;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(autoCommit);
      }
    } catch (SQLException e) {
      throw LeadhouseException.unreachable(
          "Loading the simulated CRM failed; nothing was loaded. Postgres says: " + e.getMessage(),
          e);
    }
  }

  private SimulatedCounts loadInTransaction(Connection connection) throws SQLException {
    BulkLoad bulkLoad = new BulkLoad(connection, ReferenceSchema.TABLES);
    bulkLoad.prepare();
    CopyTargets targets = new CopyTargets(connection);
    Writers writers = new Writers(targets);
    writers.fxRates.write(
        settings.seed(), world.currencies(), settings.start(), firstDayAfterEnd(ZoneOffset.UTC));
    List<LeadProfile> astray = new ArrayList<>();
    for (World.Organization organization : world.organizations()) {
      write(organization, writers, astray);
    }
    mergeAcrossOrganizations(astray, writers);
    targets.flush();
    bulkLoad.finish();
    return new SimulatedCounts(targets.counts());
  }

  private static final class Writers {
    final OrganizationRows organizations;
    final CampaignRows campaigns;
    final LeadRows leads;
    final AuditLogRows auditLogs;
    final EngagementRows engagements;
    final LeadMergeRows merges;
    final FxRateRows fxRates;

    Writers(CopyTargets targets) {
      organizations = new OrganizationRows(targets);
      campaigns = new CampaignRows(targets);
      leads = new LeadRows(targets);
      auditLogs = new AuditLogRows(targets);
      engagements = new EngagementRows(targets);
      merges = new LeadMergeRows(targets);
      fxRates = new FxRateRows(targets);
    }
  }

  private void write(World.Organization organization, Writers writers, List<LeadProfile> astray)
      throws SQLException {
    LocalDate afterEnd = firstDayAfterEnd(organization.zone());
    writers.organizations.write(organization);
    Campaigns campaigns = new Campaigns(settings.seed(), organization);
    for (Campaign campaign : campaigns.between(settings.start(), afterEnd.minusDays(1))) {
      writers.campaigns.write(organization, campaign, afterEnd.minusDays(1));
    }
    Arrivals arrivals = new Arrivals(settings, organization);
    LeadLives lives = new LeadLives(settings.seed(), organization, campaigns);
    int number = 0;
    for (LocalDate day = settings.start(); day.isBefore(afterEnd); day = day.plusDays(1)) {
      for (int left = arrivals.on(day); left > 0; left--) {
        LeadLife life = lives.life(++number, day);
        if (life.profile().createdAt().isBefore(settings.end())) {
          write(organization, life, writers);
          if (number == MergePlan.ASTRAY) {
            astray.add(life.profile());
          }
        }
      }
    }
  }

  private void write(World.Organization organization, LeadLife life, Writers writers)
      throws SQLException {
    LeadProfile profile = life.profile();
    LeadState state = LeadState.before(settings.end(), life, organization.lostStage());
    if (!state.isGone()) {
      writers.leads.write(organization, profile, state);
    }
    for (int position = 0; position < life.facts().size(); position++) {
      Fact fact = life.facts().get(position);
      if (!fact.at().isBefore(settings.end())) {
        return;
      }
      if (fact instanceof Engaged engaged) {
        if (!state.isGone()) {
          writers.engagements.write(organization, profile, position, engaged);
        }
      } else if (fact instanceof Merged merged) {
        writers.merges.write(profile.id(), merged.survivorId(), merged.at());
      } else {
        writers.auditLogs.write(organization, profile.id(), position, fact);
      }
    }
  }

  /** One merge from the last organization into the first, so that somebody has to refuse it. */
  private void mergeAcrossOrganizations(List<LeadProfile> astray, Writers writers)
      throws SQLException {
    if (astray.size() < 2) {
      return;
    }
    LeadProfile survivor = astray.get(0);
    LeadProfile loser = astray.get(astray.size() - 1);
    Instant later =
        survivor.createdAt().isAfter(loser.createdAt()) ? survivor.createdAt() : loser.createdAt();
    Instant at = later.plusSeconds(3 * 86_400);
    if (at.isBefore(settings.end())) {
      writers.merges.write(loser.id(), survivor.id(), at);
    }
  }

  /** The first local day of which nothing is in the history. */
  private LocalDate firstDayAfterEnd(ZoneId zone) {
    return settings.end().minusNanos(1).atZone(zone).toLocalDate().plusDays(1);
  }
}
