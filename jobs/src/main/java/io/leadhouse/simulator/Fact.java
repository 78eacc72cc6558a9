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

  /**
   * A log entry of a move to a stage that does not exist; the lead itself did not move.
   *
   * @param stageId 0: none
   */
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

  /**
   * Something that a person of the organization did, or meant to do, about the lead.
   *
   * @param completedAt null: never; an instant that has not come yet is not known
   */
  record Acted(
      Instant at,
      long userId,
      String type,
      String subject,
      Instant scheduledAt,
      Instant completedAt,
      int minutes,
      String outcome,
      Direction direction)
      implements Fact {}

  /** Who turned to whom. */
  enum Direction {
    INBOUND,
    OUTBOUND
  }

  /**
   * A message sent, with the receipts that come for it. Receipts may be null; one that has not come
   * yet is not known.
   *
   * @param at when it was sent
   * @param costMicros millionths of the organization's currency; 0: the price list says
   */
  record Attempted(
      Instant at,
      String channel,
      String template,
      long campaignId,
      Instant deliveredAt,
      Instant openedAt,
      Instant repliedAt,
      Instant bouncedAt,
      Instant unsubscribedAt,
      long costMicros)
      implements Fact {}

  record ConsentWithdrawn(Instant at) implements Fact {}

  /**
   * A purchase, or a refund where the cents are negative.
   *
   * @param cents {@link DealValue#NOT_A_NUMBER} for NaN
   */
  record Bought(Instant at, Instant purchasedAt, long cents, String currency) implements Fact {}

  /**
   * A task about the lead.
   *
   * @param startedAt when somebody took it up; may be null, as {@code closedAt}
   * @param ending how it is closed
   */
  record TaskSet(
      Instant at,
      long assignedTo,
      long createdBy,
      String title,
      LocalDate due,
      String priority,
      String type,
      Instant startedAt,
      Instant closedAt,
      Ending ending)
      implements Fact {}

  /** How a task ends. */
  enum Ending {
    DONE,
    CANCELLED
  }

  /**
   * The lead was given to somebody.
   *
   * @param from 0: nobody
   * @param byUser 0: a rule did it
   * @param ruleId 0: none
   */
  record Assigned(
      Instant at, long from, long to, long byUser, String strategy, long ruleId, String reason)
      implements Fact {}

  /** The lead became a unit of a test. */
  record Enrolled(Instant at, long testId, String variant) implements Fact {}

  /**
   * An outcome of a test.
   *
   * @param value as Postgres reads it
   */
  record Observed(Instant at, Instant occurredAt, long testId, String metric, String value)
      implements Fact {}

  /** From here on the database holds a row of that kind; the row itself is another fact's. */
  record Spoiled(Instant at, DirtyRow kind) implements Fact {}

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
