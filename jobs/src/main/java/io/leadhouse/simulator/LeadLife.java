package io.leadhouse.simulator;

import java.util.List;

/**
 * A lead's whole life, past any instant at which the database may be seen.
 *
 * @param facts in the order in which the CRM learns of them
 */
record LeadLife(LeadProfile profile, List<Fact> facts) {
  LeadLife {
    facts = List.copyOf(facts);
  }
}
