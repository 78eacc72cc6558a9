package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.CloseExpected;
import io.leadhouse.simulator.Fact.ConsentWithdrawn;
import io.leadhouse.simulator.Fact.DealValue;
import io.leadhouse.simulator.Fact.HardDeleted;
import io.leadhouse.simulator.Fact.Merged;
import io.leadhouse.simulator.Fact.OwnerChanged;
import io.leadhouse.simulator.Fact.ScoreChanged;
import io.leadhouse.simulator.Fact.SoftDeleted;
import io.leadhouse.simulator.Fact.StageChanged;
import io.leadhouse.simulator.Fact.ValueChanged;
import io.leadhouse.simulator.Fact.ValueOverwritten;
import java.time.Instant;
import java.time.LocalDate;

/** The row of a lead as the facts before an instant have left it. */
final class LeadState {
  private int stage;
  private long owner;
  private DealValue value;
  private int score;
  private LocalDate expectedClose;
  private String lostReason;
  private Instant updatedAt;
  private Instant deletedAt;
  private boolean emailConsent;
  private boolean gone;

  private LeadState(LeadProfile profile) {
    this.owner = profile.ownerId();
    this.value = profile.value();
    this.score = profile.score();
    this.updatedAt = profile.createdAt();
    this.emailConsent = profile.person().emailConsent();
  }

  /**
   * @param lostStage position of the stage whose reason is kept on the lead
   */
  static LeadState before(Instant end, LeadLife life, int lostStage) {
    LeadState state = new LeadState(life.profile());
    for (Fact fact : life.facts()) {
      if (!fact.at().isBefore(end)) {
        break;
      }
      state.apply(fact, lostStage);
    }
    return state;
  }

  private void apply(Fact fact, int lostStage) {
    if (fact instanceof StageChanged move) {
      stage = move.to();
      lostReason = move.to() == lostStage ? move.reason() : null;
    } else if (fact instanceof OwnerChanged change) {
      owner = change.to();
    } else if (fact instanceof ValueChanged change) {
      value = change.to();
    } else if (fact instanceof ValueOverwritten change) {
      value = change.value();
    } else if (fact instanceof ScoreChanged change) {
      score = change.to();
    } else if (fact instanceof CloseExpected close) {
      expectedClose = close.day();
    } else if (fact instanceof ConsentWithdrawn) {
      emailConsent = false;
    } else if (fact instanceof SoftDeleted) {
      deletedAt = fact.at();
    } else if (fact instanceof HardDeleted) {
      gone = true;
    } else if (!(fact instanceof Merged)) {
      return;
    }
    updatedAt = fact.at();
  }

  /** Position in the organization's stages, from 0. */
  int stage() {
    return stage;
  }

  /** 0: nobody. */
  long owner() {
    return owner;
  }

  /** Null where none is known. */
  DealValue value() {
    return value;
  }

  /** −1: none. */
  int score() {
    return score;
  }

  boolean emailConsent() {
    return emailConsent;
  }

  LocalDate expectedClose() {
    return expectedClose;
  }

  String lostReason() {
    return lostReason;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  Instant deletedAt() {
    return deletedAt;
  }

  /** Whether the row was deleted for good. */
  boolean isGone() {
    return gone;
  }
}
