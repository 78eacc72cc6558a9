package io.leadhouse.simulator;

import static io.leadhouse.simulator.EngagementType.BLANK;
import static io.leadhouse.simulator.EngagementType.PAGE_VIEWED;

import io.leadhouse.simulator.Fact.Acted;
import io.leadhouse.simulator.Fact.Assigned;
import io.leadhouse.simulator.Fact.Attempted;
import io.leadhouse.simulator.Fact.Bought;
import io.leadhouse.simulator.Fact.CloseExpected;
import io.leadhouse.simulator.Fact.DealValue;
import io.leadhouse.simulator.Fact.Direction;
import io.leadhouse.simulator.Fact.Ending;
import io.leadhouse.simulator.Fact.Engaged;
import io.leadhouse.simulator.Fact.Receipts;
import io.leadhouse.simulator.Fact.Spoiled;
import io.leadhouse.simulator.Fact.StageChanged;
import io.leadhouse.simulator.Fact.StrayStageLogged;
import io.leadhouse.simulator.Fact.TaskSet;
import io.leadhouse.simulator.Fact.ValueChanged;
import io.leadhouse.simulator.Fact.ValueOverwritten;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kinds of rows that no CRM should hold and that foreign keys allow; one of each among every
 * thousand leads of an organization. Beside them stand log entries of leads that were deleted for
 * good, and one merge across organizations ({@link MergePlan#ASTRAY}).
 */
enum DirtyRow {
  /** leads.deal_value below zero. */
  NEGATIVE_VALUE(31, "leads"),
  /** leads.deal_value is NaN. */
  VALUE_NOT_A_NUMBER(32, "leads"),
  /** leads.expected_close_date in the year 20250, a slip of the keyboard. */
  CLOSE_DATE_FAR_AWAY(33, "leads"),
  /** engagements.occurred_at is infinity. */
  ENGAGEMENT_AT_INFINITY(34, "engagements"),
  /** audit_logs tells of a move to a stage that does not exist. */
  UNKNOWN_STAGE_IN_LOG(35, "audit_logs"),
  /** The first move of an imported lead is dated before the lead was created. */
  CHANGE_BEFORE_CREATION(36, "audit_logs"),
  /** Two leads merged into each other; the mark is on the first. */
  MERGE_CYCLE(41, "lead_merges"),
  /** leads.currency is a sign, not a code. */
  CURRENCY_UNKNOWN(43, "leads"),
  /** leads.probability above 100 percent. */
  PROBABILITY_TOO_LARGE(44, "leads"),
  /** leads.created_at in the year 1899, the zero of a spreadsheet. */
  CREATED_BEFORE_1900(45, "leads"),
  /** engagements.engagement_type is blank. */
  ENGAGEMENT_WITHOUT_TYPE(46, "engagements"),
  /** A lead merged into itself. */
  MERGED_INTO_ITSELF(47, "lead_merges"),
  /** audit_logs tells of a move to no stage. */
  NO_STAGE_IN_LOG(48, "audit_logs"),
  /** activities.duration_minutes below zero. */
  NEGATIVE_DURATION(49, "activities"),
  /** activities.activity_type is blank. */
  ACTIVITY_WITHOUT_TYPE(50, "activities"),
  /** activities.is_completed without completed_at. */
  COMPLETED_WITHOUT_TIME(58, "activities"),
  /** outreach_attempts.cost below zero. */
  NEGATIVE_SEND_COST(51, "outreach_attempts"),
  /** outreach_attempts.delivered_at before sent_at. */
  DELIVERED_BEFORE_SENT(52, "outreach_attempts"),
  /** outreach_attempts.channel is blank. */
  ATTEMPT_WITHOUT_CHANNEL(53, "outreach_attempts"),
  /** purchases.currency is a sign, not a code. */
  PURCHASE_CURRENCY_UNKNOWN(54, "purchases"),
  /** purchases.amount is NaN. */
  PURCHASE_NOT_A_NUMBER(55, "purchases"),
  /** tasks.due_date in the year 20250. */
  TASK_DUE_FAR_AWAY(56, "tasks"),
  /** tasks.status is blank. */
  TASK_WITHOUT_STATUS(59, "tasks"),
  /** lead_assignment_history from nobody to nobody. */
  ASSIGNED_TO_NOBODY(57, "lead_assignment_history");

  private static final int PERIOD = 1000;
  private static final LocalDate FAR_AWAY = LocalDate.of(20_250, 6, 30);

  private final int place;
  private final String table;

  DirtyRow(int place, String table) {
    this.place = place;
    this.table = table;
  }

  /** The table that holds the row. */
  String table() {
    return table;
  }

  boolean marks(int number) {
    return number % PERIOD == place;
  }

  /** Which merge of a lead no CRM should hold, if it is one; {@link MergePlan} has the merge. */
  static Optional<DirtyRow> mergeOf(int number) {
    return Stream.of(MERGE_CYCLE, MERGED_INTO_ITSELF).filter(kind -> kind.marks(number)).findAny();
  }

  /** Adds to a life what its mark asks for, some time after the lead's creation. */
  static void spoil(World.Organization organization, LeadProfile profile, List<Fact> facts) {
    Instant soon = profile.createdAt().plusSeconds(86_400);
    for (DirtyRow kind : values()) {
      if (kind.marks(profile.number()) && mergeOf(profile.number()).isEmpty()) {
        kind.add(organization, profile, soon, facts);
        facts.add(new Spoiled(soon, kind));
      }
    }
  }

  private void add(
      World.Organization organization, LeadProfile profile, Instant at, List<Fact> facts) {
    String currency = organization.currency();
    long owner = profile.ownerId();
    switch (this) {
      case NEGATIVE_VALUE -> overwriteValue(facts, at, new DealValue(-150_000, currency));
      case VALUE_NOT_A_NUMBER ->
          overwriteValue(facts, at, new DealValue(DealValue.NOT_A_NUMBER, currency));
      case CURRENCY_UNKNOWN -> overwriteValue(facts, at, new DealValue(150_000, "R$"));
      case CLOSE_DATE_FAR_AWAY -> {
        facts.removeIf(CloseExpected.class::isInstance);
        facts.add(new CloseExpected(at, FAR_AWAY));
      }
      case ENGAGEMENT_AT_INFINITY -> facts.add(engaged(at, Instant.MAX, PAGE_VIEWED));
      case ENGAGEMENT_WITHOUT_TYPE -> facts.add(engaged(at, at, BLANK));
      case UNKNOWN_STAGE_IN_LOG ->
          facts.add(new StrayStageLogged(at, 0, SimulatedIds.stage(organization.id(), 998)));
      case NO_STAGE_IN_LOG -> facts.add(new StrayStageLogged(at, 0, 0));
      case CHANGE_BEFORE_CREATION -> facts.replaceAll(fact -> backdated(profile, fact));
      case NEGATIVE_DURATION -> facts.add(acted(at, owner, "call", at.plusSeconds(300), -5));
      case ACTIVITY_WITHOUT_TYPE -> facts.add(acted(at, owner, " ", at.plusSeconds(300), 5));
      case COMPLETED_WITHOUT_TIME -> facts.add(acted(at, owner, "email", Instant.MAX, 5));
      case NEGATIVE_SEND_COST -> facts.add(attempted(at, "email", at.plusSeconds(2), -10_000));
      case DELIVERED_BEFORE_SENT -> facts.add(attempted(at, "sms", at.minusSeconds(7_200), 0));
      case ATTEMPT_WITHOUT_CHANNEL -> facts.add(attempted(at, " ", at.plusSeconds(2), 0));
      case PURCHASE_CURRENCY_UNKNOWN -> facts.add(new Bought(at, at, 9_900, "€"));
      case PURCHASE_NOT_A_NUMBER -> facts.add(new Bought(at, at, DealValue.NOT_A_NUMBER, currency));
      case TASK_DUE_FAR_AWAY -> facts.add(task(at, owner, FAR_AWAY, null, Ending.DONE));
      case TASK_WITHOUT_STATUS ->
          facts.add(task(at, owner, LocalDate.of(2030, 1, 1), at, Ending.FORGOTTEN));
      case ASSIGNED_TO_NOBODY ->
          facts.add(new Assigned(at, 0, 0, 0, "manual", 0, "Imported without an owner"));
      case MERGE_CYCLE, MERGED_INTO_ITSELF -> {
        // Marked when the merge happens.
      }
      case PROBABILITY_TOO_LARGE, CREATED_BEFORE_1900 -> {
        // Nothing happened: the row of the lead is written so.
      }
    }
  }

  private static Engaged engaged(Instant at, Instant occurredAt, EngagementType type) {
    return new Engaged(at, occurredAt, type, "direct", 0, 0, 0);
  }

  private static Acted acted(Instant at, long userId, String type, Instant completed, int minutes) {
    return new Acted(
        at, userId, type, "Imported", at, completed, minutes, null, Direction.OUTBOUND);
  }

  private static TaskSet task(
      Instant at, long owner, LocalDate due, Instant closed, Ending ending) {
    return new TaskSet(at, owner, owner, "Call", due, "low", "call", null, closed, ending);
  }

  private static Attempted attempted(Instant at, String channel, Instant delivered, long cost) {
    return new Attempted(at, channel, "import", 0, Receipts.delivered(delivered), cost);
  }

  private static void overwriteValue(List<Fact> facts, Instant at, DealValue value) {
    facts.removeIf(ValueChanged.class::isInstance);
    facts.add(new ValueOverwritten(at, value));
  }

  private static Fact backdated(LeadProfile profile, Fact fact) {
    if (fact instanceof StageChanged move && move.from() == 0) {
      Instant dated = profile.createdAt().minus(Duration.ofHours(30));
      return new StageChanged(
          move.at(), dated, move.from(), move.to(), move.userId(), "Imported with its history");
    }
    return fact;
  }
}
