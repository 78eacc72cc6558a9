package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Acted;
import io.leadhouse.simulator.Fact.Assigned;
import io.leadhouse.simulator.Fact.Attempted;
import io.leadhouse.simulator.Fact.Bought;
import io.leadhouse.simulator.Fact.Engaged;
import io.leadhouse.simulator.Fact.Enrolled;
import io.leadhouse.simulator.Fact.Merged;
import io.leadhouse.simulator.Fact.Observed;
import io.leadhouse.simulator.Fact.TaskSet;
import java.time.Instant;

/** The rows that the lives of leads leave in the CRM, as seen at one instant. */
final class LifeRows {
  private final Instant end;
  private final LeadRows leads;
  private final AuditLogRows auditLogs;
  private final EngagementRows engagements;
  private final LeadMergeRows merges;
  private final ActivityRows activities;
  private final AttemptRows attempts;
  private final PurchaseRows purchases;
  private final TaskRows tasks;
  private final AssignmentRows assignments;
  private final ExperimentRows experiments;

  LifeRows(
      CopyTargets targets,
      Instant end,
      TaskRows tasks,
      AssignmentRows assignments,
      ExperimentRows experiments) {
    this.end = end;
    this.leads = new LeadRows(targets);
    this.auditLogs = new AuditLogRows(targets);
    this.engagements = new EngagementRows(targets);
    this.merges = new LeadMergeRows(targets);
    this.activities = new ActivityRows(targets);
    this.attempts = new AttemptRows(targets);
    this.purchases = new PurchaseRows(targets);
    this.tasks = tasks;
    this.assignments = assignments;
    this.experiments = experiments;
  }

  /**
   * Writes a lead and all that refers to it. Of a lead that is gone, the log stays.
   *
   * @param state what the life before the end has made of the lead
   */
  void write(World.Organization organization, LeadLife life, LeadState state) {
    LeadProfile profile = life.profile();
    if (!state.isGone()) {
      leads.write(organization, profile, state);
    }
    for (int position = 0; position < life.facts().size(); position++) {
      Fact fact = life.facts().get(position);
      if (!fact.at().isBefore(end)) {
        return;
      }
      auditLogs.write(organization, profile.id(), position, fact);
      if (!state.isGone()) {
        writeReferring(organization, profile, position, fact);
      }
    }
  }

  private void writeReferring(
      World.Organization organization, LeadProfile profile, int position, Fact fact) {
    long lead = profile.id();
    if (fact instanceof Engaged engaged) {
      engagements.write(organization, profile, position, engaged);
    } else if (fact instanceof Attempted attempt) {
      attempts.write(organization.id(), lead, position, attempt, end);
    } else if (fact instanceof Acted acted) {
      activities.write(lead, position, acted, end);
    } else if (fact instanceof TaskSet task) {
      tasks.write(organization.id(), lead, position, task, end);
    } else if (fact instanceof Bought bought) {
      purchases.write(organization.id(), lead, position, bought);
    } else if (fact instanceof Assigned assigned) {
      assignments.write(lead, position, assigned);
    } else if (fact instanceof Enrolled enrolled) {
      experiments.write(lead, enrolled);
    } else if (fact instanceof Observed observed) {
      experiments.write(lead, observed);
    } else if (fact instanceof Merged merged) {
      merges.write(lead, merged.survivorId(), merged.at());
    }
  }

  /** Writes a merge that no life tells of. */
  void writeMerge(long loserId, long survivorId, Instant at) {
    merges.write(loserId, survivorId, at);
  }
}
