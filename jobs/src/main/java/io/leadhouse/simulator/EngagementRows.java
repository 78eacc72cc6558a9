package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Engaged;
import java.util.List;

/** Rows of engagements. */
final class EngagementRows {
  private static final List<String> DEVICES = List.of("desktop", "desktop", "mobile", "tablet");
  private static final List<String> AGENTS =
      List.of("Mozilla/5.0 (X11)", "Mozilla/5.0 (X11)", "Mozilla/5.0 (Mobile)", "Mozilla/5.0");
  private static final List<String> PAGES =
      List.of("/", "/pricing", "/product", "/customers", "/blog", "/contact");

  /** 203.0.113.0, of the ranges that are set aside for documentation (RFC 5737). */
  private static final int ADDRESSES = 0xCB007100;

  private static final String MACHINE_OPEN = "{\"is_machine_open\": true}";

  private final CopyTarget engagements;

  EngagementRows(CopyTargets targets) {
    this.engagements =
        targets.into(
            "engagements",
            List.of(
                "id",
                "organization_id",
                "lead_id",
                "engagement_type",
                "channel",
                "source_type",
                "source_id",
                "source_name",
                "campaign_id",
                "value",
                "revenue",
                "device",
                "location",
                "ip",
                "user_agent",
                "metadata",
                "occurred_at",
                "updated_at"));
  }

  void write(World.Organization organization, LeadProfile profile, int position, Engaged engaged) {
    int noise = (int) (engaged.noise() >>> 33);
    boolean isOnline = engaged.type() != EngagementType.CALL_MADE;
    CopyTarget row =
        engagements
            .number(SimulatedIds.fact(profile.id(), position))
            .number(organization.id())
            .number(profile.id())
            .text(engaged.type().code())
            .text(engaged.channel())
            .text(engaged.type().sourceType())
            .nothing()
            .text(page(engaged, noise))
            .id(engaged.campaignId());
    amount(row, engaged.amountCents());
    device(row, profile, isOnline, noise);
    row.json(metadata(engaged, noise)).instant(engaged.occurredAt()).instant(engaged.at());
    engagements.endRow();
  }

  private static String page(Engaged engaged, int noise) {
    return switch (engaged.type()) {
      case PAGE_VIEWED -> PAGES.get(noise % PAGES.size());
      case FORM_SUBMITTED -> noise % 3 == 0 ? "demo request" : "contact";
      case CONTENT_DOWNLOADED -> "buyer's guide";
      default -> null;
    };
  }

  private static void amount(CopyTarget row, long cents) {
    if (cents == 0) {
      row.nothing().nothing();
    } else {
      row.cents(cents).cents(cents);
    }
  }

  private static void device(CopyTarget row, LeadProfile profile, boolean isOnline, int noise) {
    if (!isOnline) {
      row.nothing().nothing().nothing().nothing();
      return;
    }
    int device = noise % 4;
    row.text(DEVICES.get(device))
        .text(profile.person().city())
        .ipv4(ADDRESSES + 1 + (noise >>> 4) % 254)
        .text(AGENTS.get(device));
  }

  private static String metadata(Engaged engaged, int noise) {
    boolean isMachine = engaged.type() == EngagementType.EMAIL_OPENED && noise % 10 == 0;
    return isMachine ? MACHINE_OPEN : "{}";
  }
}
