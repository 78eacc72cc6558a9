package io.leadhouse.simulator;

/**
 * Kinds of rows that no CRM should hold and that foreign keys allow; one of each among every
 * thousand leads of an organization. Beside them stand log entries of leads that were deleted for
 * good, and one merge across organizations ({@link MergePlan#ASTRAY}).
 */
enum DirtyRow {
  /** leads.deal_value below zero. */
  NEGATIVE_VALUE(31),
  /** leads.deal_value is NaN. */
  VALUE_NOT_A_NUMBER(32),
  /** leads.expected_close_date in the year 20250, a slip of the keyboard. */
  CLOSE_DATE_FAR_AWAY(33),
  /** engagements.occurred_at is infinity. */
  ENGAGEMENT_AT_INFINITY(34),
  /** audit_logs tells of a move to a stage that does not exist. */
  UNKNOWN_STAGE_IN_LOG(35),
  /** The first move of an imported lead is dated before the lead was created. */
  CHANGE_BEFORE_CREATION(36),
  /** Two leads merged into each other; the mark is on the first. */
  MERGE_CYCLE(41);

  private static final int PERIOD = 1000;

  private final int place;

  DirtyRow(int place) {
    this.place = place;
  }

  boolean marks(int number) {
    return number % PERIOD == place;
  }
}
