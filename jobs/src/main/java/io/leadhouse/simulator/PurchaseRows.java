package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Bought;
import java.util.List;

/** Rows of purchases. */
final class PurchaseRows {
  private final CopyTarget purchases;

  PurchaseRows(CopyTargets targets) {
    this.purchases =
        targets.into(
            "purchases",
            List.of(
                "id",
                "organization_id",
                "lead_id",
                "amount",
                "currency",
                "purchased_at",
                "updated_at"));
  }

  void write(long organizationId, long leadId, int position, Bought bought) {
    purchases
        .number(SimulatedIds.fact(leadId, position))
        .number(organizationId)
        .number(leadId)
        .cents(bought.cents())
        .text(bought.currency())
        .instant(bought.purchasedAt())
        .instant(bought.at())
        .endRow();
  }
}
