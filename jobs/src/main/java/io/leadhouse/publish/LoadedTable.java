package io.leadhouse.publish;

import io.leadhouse.publish.PublishResult.Shipment;
import io.leadhouse.publish.PublishResult.Shipment.Extent;
import java.time.Duration;
import java.util.Optional;

/**
 * A table that is ready to be written.
 *
 * @param plan what is to be done, now that the change feed was asked
 * @param shipped rows copied
 * @param horizon the oldest transaction that was under way before rows were compared
 * @param commit id of the commit to be published, read before readers have to wait for anything
 * @param took copying and comparing
 */
record LoadedTable(
    TablePlan plan, long shipped, long horizon, Optional<String> commit, Duration took) {

  /** Rows that the table has once so many have come and gone. */
  long rowsAfter(long inserted, long deleted) {
    return switch (plan.action()) {
      case CREATE, MERGE, REFILL -> shipped;
      case SKIP, CHANGES -> plan.known().orElseThrow().rows() + inserted - deleted;
    };
  }

  Shipment shipment() {
    Extent extent =
        switch (plan.action()) {
          case SKIP -> Extent.NOTHING;
          case CHANGES -> Extent.CHANGES;
          case CREATE, MERGE, REFILL -> Extent.WHOLE;
        };
    return new Shipment(extent, shipped, plan.why());
  }
}
