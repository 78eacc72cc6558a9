package io.leadhouse.models.churn;

import static java.lang.StrictMath.log1p;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Something that the model looks at.
 *
 * @param column the column of churn_example that it is made from
 */
record Feature(String name, String column, ToDoubleFunction<Example> value) {

  /** Counts and days enter as ln(1 + x), since the first of them say most. */
  private static final List<Feature> OF_ANYBODY =
      List.of(
          new Feature("silence", "days_since_activity", e -> log1p(e.daysSinceActivity())),
          new Feature("missed_days", "days_since_activity", e -> log1p(e.missedDays())),
          new Feature("active_days", "active_days_90d", e -> log1p(e.activeDays90d())),
          new Feature("recent_inbound", "inbound_30d", e -> log1p(e.inbound30d())),
          new Feature("inbound", "inbound_90d", e -> log1p(e.inbound90d())),
          new Feature("purchases", "purchases_90d", e -> log1p(e.purchases90d())),
          new Feature("calls", "inbound_calls_60d", e -> log1p(e.inboundCalls60d())),
          new Feature("messages", "messages_30d", e -> log1p(e.messages30d())),
          new Feature("age", "days_since_created", e -> log1p(e.daysSinceCreated())));

  private static final List<Feature> OF_A_STANDING =
      List.of(
          new Feature("lost", "is_lost", e -> e.isLost() ? 1 : 0),
          new Feature("customer", "days_since_won", e -> e.isCustomer() ? 1 : 0),
          new Feature(
              "time_as_customer",
              "days_since_won",
              e -> e.isCustomer() ? log1p(e.daysSinceWon()) : 0));

  /**
   * All of them. Customers stay and leave for reasons of their own: what is known of anybody has a
   * weight of its own for them.
   */
  static final List<Feature> ALL =
      Stream.of(OF_ANYBODY, OF_A_STANDING, OF_ANYBODY.stream().map(Feature::ofCustomers).toList())
          .flatMap(List::stream)
          .toList();

  /** The values of {@link #ALL}, in their order. */
  static double[] vector(Example example) {
    return ALL.stream().mapToDouble(feature -> feature.value.applyAsDouble(example)).toArray();
  }

  private Feature ofCustomers() {
    return new Feature(
        "customer_" + name, column, e -> e.isCustomer() ? value.applyAsDouble(e) : 0);
  }
}
