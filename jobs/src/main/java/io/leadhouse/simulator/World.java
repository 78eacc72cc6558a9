package io.leadhouse.simulator;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What the simulator plays, as read from world.yml. */
record World(List<Currency> currencies, MergeAcross mergeAcross, List<Organization> organizations) {
  World {
    currencies = List.copyOf(currencies);
    organizations = List.copyOf(organizations);
  }

  /** This world with some of its organizations; the others' leads are not redistributed. */
  World only(Set<Long> ids) {
    return new World(
        currencies, mergeAcross, organizations.stream().filter(o -> ids.contains(o.id())).toList());
  }

  /** One merge from an organization into another, which somebody has to refuse. */
  record MergeAcross(long from, long into) {}

  /**
   * @param dollars value of one unit at the start of the history
   * @param dailyChange standard deviation of a day's relative change
   */
  record Currency(String code, double dollars, double dailyChange) {}

  /**
   * @param leadShare fraction of the leads asked for
   * @param months factor on arrivals by calendar month, January first
   * @param skipChance chance that a step forward leaves out the next stage
   * @param momentGapDays mean days between two moments of contact with a new lead
   * @param stages open stages in order, then one won and one lost stage
   * @param holidays month and day, as 12-25
   */
  record Organization(
      long id,
      String name,
      String timeZone,
      String currency,
      String otherCurrency,
      double leadShare,
      double growthPerYear,
      List<Double> months,
      Deals deals,
      double skipChance,
      double momentGapDays,
      List<Stage> stages,
      List<Source> sources,
      List<User> users,
      People people,
      List<String> lostReasons,
      List<Nurture> nurture,
      Purchasing purchasing,
      Churn churn,
      List<SendCost> sendCosts,
      List<AssignmentRule> assignmentRules,
      List<ScoringRule> scoringRules,
      Experiment experiment,
      List<Incident> incidents,
      List<String> holidays) {

    @JsonIgnore
    ZoneId zone() {
      return ZoneId.of(timeZone);
    }

    /** Position of the won stage in {@link #stages}, from 0. */
    int wonStage() {
      return stages.size() - 2;
    }

    int lostStage() {
      return stages.size() - 1;
    }

    long stageId(int stage) {
      return SimulatedIds.stage(id, stage);
    }

    /** Id of the first manager. */
    @JsonIgnore
    long managerId() {
      return IntStream.range(0, users.size())
          .filter(i -> users.get(i).role().equals("manager"))
          .mapToLong(i -> SimulatedIds.user(id, i))
          .findFirst()
          .orElseThrow();
    }

    /** Ids of the active users who own leads. */
    List<Long> salesUserIds() {
      return IntStream.range(0, users.size())
          .filter(i -> users.get(i).role().equals("sales") && users.get(i).isActive())
          .mapToObj(i -> SimulatedIds.user(id, i))
          .toList();
    }
  }

  /** Deal values in the organization's currency: log-normal. */
  record Deals(double median, double spread, double otherCurrencyShare) {}

  /** One stage; the order in the list is the order of the pipeline. */
  record Stage(
      String name, String color, double probability, Kind kind, double pass, double dwellDays) {
    enum Kind {
      OPEN,
      WON,
      LOST
    }

    Stage {
      kind = kind == null ? Kind.OPEN : kind;
    }
  }

  /**
   * Where leads come from.
   *
   * @param lift added to the log-odds of every pass
   * @param campaigns themes that it runs each quarter
   * @param billedIn currency of its media spend; null: the organization's
   */
  record Source(
      String source,
      String channel,
      double share,
      double lift,
      List<String> campaigns,
      String billedIn) {
    Source {
      campaigns = campaigns == null ? List.of() : List.copyOf(campaigns);
    }
  }

  record User(String name, String role, Boolean active) {
    boolean isActive() {
      return active == null || active;
    }
  }

  /** Material for invented people; {0} stands for a last name or for four digits. */
  record People(
      List<String> firstNames,
      List<String> lastNames,
      List<String> companies,
      List<String> industries,
      List<String> cities,
      String country,
      String phone) {}

  /**
   * A channel that reaches some leads only, whatever they are worth.
   *
   * @param reach fraction of the leads
   * @param lift added to the log-odds of every pass after the first touch
   */
  record Nurture(String channel, double reach, double lift) {}

  /**
   * How customers buy: a gamma distributed rate of shape 2, amounts around a customer's own.
   *
   * @param meanGapDays days between two purchases at the mean rate
   * @param median over customers, in the organization's currency
   * @param spread standard deviation of the logarithm, over customers
   * @param troublePerYear calls about trouble, of a customer at the median times 0.7
   */
  record Purchasing(double meanGapDays, double median, double spread, double troublePerYear) {}

  /**
   * Log-odds that a customer leaves in the next 30 days, from what is known before them.
   *
   * @param purchases90d per purchase of the last 90 days, at most 5
   * @param logInbound30d per log(1 + inbound engagements but purchases of the last 30 days)
   * @param troubleCalls60d per inbound call activity of the last 60 days, at most 4
   * @param logTenureMonths per log(1 + whole periods of 30 days since the win)
   */
  record Churn(
      double intercept,
      double purchases90d,
      double logInbound30d,
      double troubleCalls60d,
      double logTenureMonths) {}

  /**
   * Price of one send.
   *
   * @param month from which it holds, counted from the start of the history
   */
  record SendCost(String channel, String cost, int month) {}

  /**
   * @param conditions jsonb in the schema's form, or not
   * @param user place of the user that it gives leads to; null for other types
   */
  record AssignmentRule(String name, String conditions, String type, Integer user) {
    boolean givesToAnybody() {
      return user == null;
    }
  }

  /**
   * @param criteria jsonb in the schema's form, or not
   */
  record ScoringRule(String name, String criteria, int points) {}

  /**
   * The organization's test. Days count from the end of the stretch.
   *
   * @param ageDays age at which a lead becomes a unit
   * @param minimumEffect relative
   * @param expected the verdict that it comes to
   */
  record Experiment(
      String name,
      String hypothesis,
      String testType,
      int firstDay,
      int lastDay,
      int ageDays,
      double minimumEffect,
      List<Variant> variants,
      Verdict expected) {
    /** As METRICS names them. */
    enum Verdict {
      WINNER,
      INCONCLUSIVE,
      INVALID
    }

    /**
     * @param weight as planned
     * @param share as it comes
     * @param replied chance of a reply
     */
    record Variant(String name, int weight, double share, double replied) {}
  }

  /**
   * What goes wrong. Days count from the end of the stretch; both are in it.
   *
   * @param entity the channel that it strikes; null: the whole organization
   * @param strength added to log-odds, a rate, or a factor, by kind
   */
  record Incident(Trouble kind, String entity, int firstDay, int lastDay, double strength) {
    enum Trouble {
      /** Leads created then pass less; {@code strength} is added to their log-odds. */
      CONVERSION_DROP,
      /** No engagement of that time is recorded. */
      TRACKING_GAP,
      /** The channel's campaigns cost {@code strength} times as much. */
      SPEND_SPIKE,
      /** {@code strength} of the mails come back. */
      BOUNCE_SPIKE
    }
  }
}
