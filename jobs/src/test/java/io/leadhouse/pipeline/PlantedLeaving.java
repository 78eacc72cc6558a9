package io.leadhouse.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The chance that a customer falls silent, for somebody who knows what the simulator planted: the
 * odds of leaving, decided every 30 days and acted on at an even chance of any moment until the
 * next decision. What the database does not show, how often this customer is active and whether it
 * has left already, is judged by its active days as a Poisson process. Nobody can do better with
 * the same history, but for knowing the pace.
 */
final class PlantedLeaving {
  private static final int PERIOD = 30;
  private static final int HORIZON = 60;

  /** A customer's pace before anything is known of it, as so many active days in so many days. */
  private static final double USUAL_DAYS = 2;

  private static final double USUAL_TIME = 14;

  /**
   * A day with activity, counted from the win; below 0 before it.
   *
   * @param inbound inbound engagements that are no purchases
   */
  record Day(int day, int inbound, int purchases, int calls) {
    boolean isActive() {
      return inbound > 0 || purchases > 0;
    }
  }

  private final JsonNode weights;
  private final List<Day> days;
  private final int now;
  private final double lastActive;
  private final double pace;

  /**
   * @param weights the organization's {@code churn.weights} in truth.json
   * @param days days before {@code now}
   * @param now days since the win
   */
  PlantedLeaving(JsonNode weights, List<Day> days, int now) {
    this.weights = weights;
    this.days = days;
    this.now = now;
    this.lastActive =
        Math.min(
            now, days.stream().filter(Day::isActive).mapToInt(d -> d.day() + 1).max().orElse(0));
    long active = days.stream().filter(d -> d.isActive() && d.day() >= 0).count();
    this.pace = (active + USUAL_DAYS) / (Math.max(lastActive, 1) + USUAL_TIME);
  }

  /** Chance of no activity in the 60 days from now on, given the silence since the last one. */
  double chance() {
    double staying = 1;
    double left = 0;
    double leaving = 0;
    double leavesUntil = now;
    int period = (int) Math.max(lastActive, 0) / PERIOD;
    for (; period * PERIOD < now; period++) {
      double start = period * PERIOD;
      double end = start + PERIOD;
      double odds = period == 0 ? 0 : hazard(start, period);
      double from = Math.max(start, lastActive);
      left += staying * odds / PERIOD * silence(from - lastActive, Math.min(end, now) - lastActive);
      if (now < end) {
        leaving = staying * odds * (end - now) / PERIOD;
        leavesUntil = end;
      }
      staying *= 1 - odds;
    }
    double silentSoFar = Math.exp(-pace * (now - lastActive));
    leaving *= silentSoFar;
    staying *= silentSoFar;
    double silentUntilLeft =
        leavesUntil > now ? silence(0, leavesUntil - now) / (leavesUntil - now) : 0;
    double silent = left + leaving * silentUntilLeft + staying * silentFrom(period);
    return silent / (left + leaving + staying);
  }

  /** Chance that one who has not left by the decision of {@code period} is silent to the end. */
  private double silentFrom(int period) {
    double decision = period * PERIOD - now;
    if (decision >= HORIZON) {
      return Math.exp(-pace * HORIZON);
    }
    double odds = hazard(now, period);
    double seen = Math.min(PERIOD, HORIZON - decision);
    double leaves =
        Math.exp(-pace * decision) * silence(0, seen) / PERIOD
            + (1 - seen / PERIOD) * Math.exp(-pace * HORIZON);
    return odds * leaves + (1 - odds) * silentFrom(period + 1);
  }

  private double hazard(double at, int period) {
    double logOdds =
        weights.get("intercept").asDouble()
            + weights.get("purchases90d").asDouble() * Math.min(5, sum(at, 90, Day::purchases))
            + weights.get("log_inbound30d").asDouble() * Math.log1p(sum(at, 30, Day::inbound))
            + weights.get("trouble_calls60d").asDouble() * Math.min(4, sum(at, 60, Day::calls))
            + weights.get("log_tenure_months").asDouble() * Math.log1p(period);
    return 1 / (1 + Math.exp(-logOdds));
  }

  private int sum(double before, int length, ToIntFunction<Day> count) {
    return days.stream()
        .filter(d -> d.day() < before && d.day() >= before - length)
        .mapToInt(count)
        .sum();
  }

  /** Integral of the chance to be silent for t days over t. */
  private double silence(double from, double to) {
    return (Math.exp(-pace * from) - Math.exp(-pace * to)) / pace;
  }
}
