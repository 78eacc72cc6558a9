package io.leadhouse.postgres;

import java.util.Optional;

/**
 * Whether what was read at one position of a source can be continued at a later one. If not,
 * transaction ids of the two do not belong to one history, and only a full read tells what is
 * there.
 */
public final class SourceContinuity {
  /** Ids are compared modulo 2³²: half of that is the limit, less than half of it is safe. */
  public static final long MOST_TRANSACTIONS = 1_000_000_000L;

  private SourceContinuity() {}

  /** Why it cannot be continued, for people; empty when it can. */
  public static Optional<String> broken(SourcePosition before, SourcePosition now) {
    TransactionSnapshot then = before.transactions();
    TransactionSnapshot today = now.transactions();
    if (!before.database().equals(now.database())) {
      return Optional.of("it was another database, " + before.database());
    }
    if (!before.systemIdentifier().equals(now.systemIdentifier())) {
      return Optional.of("it was another database system");
    }
    if (!before.timeline().equals(now.timeline())) {
      return Optional.of("the source was restored from a backup, or a standby has taken over");
    }
    if (today.xmax() < then.xmax()) {
      return Optional.of("the source's transaction counter went back, as after a restore");
    }
    if (today.xmax() - then.xmin() >= MOST_TRANSACTIONS) {
      return Optional.of("more than a billion transactions have passed");
    }
    return Optional.empty();
  }
}
