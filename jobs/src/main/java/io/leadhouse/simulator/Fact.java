package io.leadhouse.simulator;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Something that happened to a lead. A fact is in the database seen at T exactly when {@link #at}
 * is before T.
 */
sealed interface Fact {
  /** When the CRM learned of it; what it tells of may be dated earlier or later. */
  Instant at();

  /**
   * A move from stage to stage, by position.
   *
   * @param dated when the move took place, by the log
   * @param userId 0: the system
   * @param reason may be null
   */
  record StageChanged(Instant at, Instant dated, int from, int to, long userId, String reason)
      implements Fact {}

  /** A log entry of a move to a stage that does not exist; the lead itself did not move. */
  record StrayStageLogged(Instant at, int from, long stageId) implements Fact {}

  record OwnerChanged(Instant at, long from, long to, long userId) implements Fact {}

  /**
   * A value given or revised in the application.
   *
   * @param from null: the lead had no value yet
   */
  record ValueChanged(Instant at, DealValue from, DealValue to, long userId) implements Fact {}

  /** A value that came into the row past the application, so without a log entry. */
  record ValueOverwritten(Instant at, DealValue value) implements Fact {}

  /** The CRM's own score, in whole points; {@code from} is −1 when there was none. */
  record ScoreChanged(Instant at, int from, int to) implements Fact {}

  record CloseExpected(Instant at, LocalDate day) implements Fact {}

  /**
   * An engagement, inbound or outbound.
   *
   * @param occurredAt {@link Instant#MAX} stands for infinity
   * @param campaignId 0: none
   * @param amountCents 0: none
   * @param noise random bits that decide device, address and the like
   */
  record Engaged(
      Instant at,
      Instant occurredAt,
      EngagementType type,
      String channel,
      long campaignId,
      long amountCents,
      long noise)
      implements Fact {}

  /** The lead became part of another; nothing happens to it afterwards. */
  record Merged(Instant at, long survivorId) implements Fact {}

  record SoftDeleted(Instant at) implements Fact {}

  /** The row is gone, and what references it; the log stays. */
  record HardDeleted(Instant at) implements Fact {}

  /** What a lead would bring; the currency may be null, meaning the organization's. */
  record DealValue(long cents, String currency) {
    /** Cents of a value that reached the database as NaN. */
    static final long NOT_A_NUMBER = Long.MIN_VALUE;
  }
}
