package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.DealValue;
import java.time.Instant;
import java.util.List;

/** Rows of leads. */
final class LeadRows {
  private static final Instant SPREADSHEET_ZERO = Instant.parse("1899-12-30T00:00:00Z");

  private final CopyTarget leads;

  LeadRows(CopyTargets targets) {
    this.leads =
        targets.into(
            "leads",
            List.of(
                "id",
                "organization_id",
                "first_name",
                "last_name",
                "email",
                "phone",
                "city",
                "country",
                "company",
                "industry",
                "company_size",
                "customer_type",
                "interests",
                "source",
                "campaign_id",
                "owner_id",
                "stage_id",
                "deal_value",
                "currency",
                "probability",
                "expected_close_date",
                "lost_reason",
                "email_consent",
                "sms_consent",
                "score",
                "score_factors",
                "attributes",
                "created_at",
                "updated_at",
                "deleted_at"));
  }

  void write(World.Organization organization, LeadProfile profile, LeadState state) {
    Person person = profile.person();
    CopyTarget row = leads;
    row.number(profile.id())
        .number(organization.id())
        .text(person.firstName())
        .text(person.lastName())
        .text(person.email())
        .text(person.phone())
        .text(person.city())
        .text(person.country())
        .text(person.company())
        .text(person.industry())
        .text(person.companySize())
        .text(person.customerType())
        .texts(person.interests())
        .text(profile.recordedSource())
        .id(profile.campaignId())
        .id(state.owner())
        .number(organization.stageId(state.stage()));
    value(row, state.value());
    probability(row, organization, profile, state);
    row.date(state.expectedClose())
        .text(state.lostReason())
        .bool(state.emailConsent())
        .bool(person.smsConsent());
    score(row, organization, state);
    row.json("{\"newsletter\": " + state.emailConsent() + "}")
        .instant(
            DirtyRow.CREATED_BEFORE_1900.marks(profile.number())
                ? SPREADSHEET_ZERO
                : profile.createdAt())
        .instant(state.updatedAt())
        .instant(state.deletedAt());
    leads.endRow();
  }

  private static void value(CopyTarget row, DealValue value) {
    if (value == null) {
      row.nothing().nothing();
    } else {
      row.cents(value.cents()).text(value.currency());
    }
  }

  /** A third of the leads has a probability of its own; the others leave it to the stage. */
  private static void probability(
      CopyTarget row, World.Organization organization, LeadProfile profile, LeadState state) {
    if (DirtyRow.PROBABILITY_TOO_LARGE.marks(profile.number())) {
      row.cents(150_00);
      return;
    }
    if (profile.number() % 3 != 0) {
      row.nothing();
      return;
    }
    double percent = organization.stages().get(state.stage()).probability() + 2 * profile.quality();
    row.cents(Math.round(Math.max(0, Math.min(100, percent))) * 100);
  }

  private static void score(CopyTarget row, World.Organization organization, LeadState state) {
    if (state.score() < 0) {
      row.nothing().json("{}");
      return;
    }
    int stagePoints = Math.min(state.score(), 35 * state.stage() / organization.lostStage());
    row.decimal(Integer.toString(state.score()))
        .json(
            "{\"stage\": " + stagePoints + ", \"profile\": " + (state.score() - stagePoints) + "}");
  }
}
