package io.leadhouse.simulator;

import java.time.LocalDate;

/**
 * @param startDate first local day
 * @param endDate last local day
 * @param budgetCents in the organization's currency
 * @param billedIn currency of the spend; null: the organization's
 */
record Campaign(
    long id,
    String name,
    String source,
    String channel,
    LocalDate startDate,
    LocalDate endDate,
    long budgetCents,
    String billedIn) {
  boolean runsOn(LocalDate day) {
    return !day.isBefore(startDate) && !day.isAfter(endDate);
  }
}
