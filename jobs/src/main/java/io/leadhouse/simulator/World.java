package io.leadhouse.simulator;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What the simulator plays, as read from world.yml. */
record World(List<Currency> currencies, List<Organization> organizations) {
  World {
    currencies = List.copyOf(currencies);
    organizations = List.copyOf(organizations);
  }

  /** This world with some of its organizations; the others' leads are not redistributed. */
  World only(Set<Long> ids) {
    return new World(currencies, organizations.stream().filter(o -> ids.contains(o.id())).toList());
  }

  /**
   * @param dollars value of one unit at the start of the history
   * @param dailyChange standard deviation of a day's relative change
   */
  record Currency(String code, double dollars, double dailyChange) {}

  /**
   * @param leadShare fraction of the leads asked for
   * @param months factor on arrivals by calendar month, January first
   * @param skipChance chance that a step forward leaves out the next stage
   * @param stages open stages in order, then one won and one lost stage
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
      List<Stage> stages,
      List<Source> sources,
      List<User> users,
      People people,
      List<String> lostReasons) {

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

  /** Where leads come from; {@code campaigns} are the themes that it runs each quarter. */
  record Source(String source, String channel, double share, double lift, List<String> campaigns) {
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
}
