package io.leadhouse.models.churn;

import org.apache.spark.sql.Row;

/** A row of churn_example as the model sees it; its columns are described there. */
record Example(
    int daysSinceActivity,
    int activeDays90d,
    int inbound30d,
    int inbound90d,
    int purchases90d,
    int inboundCalls60d,
    int messages30d,
    int daysSinceCreated,
    Integer daysSinceWon,
    boolean isLost) {

  static Example of(Row row) {
    return new Example(
        row.<Integer>getAs("days_since_activity"),
        row.<Integer>getAs("active_days_90d"),
        row.<Integer>getAs("inbound_30d"),
        row.<Integer>getAs("inbound_90d"),
        row.<Integer>getAs("purchases_90d"),
        row.<Integer>getAs("inbound_calls_60d"),
        row.<Integer>getAs("messages_30d"),
        row.<Integer>getAs("days_since_created"),
        row.getAs("days_since_won"),
        row.<Boolean>getAs("is_lost"));
  }

  boolean isCustomer() {
    return daysSinceWon != null;
  }

  /** Active days that were to be expected since the last one, at the lead's own pace. */
  double missedDays() {
    return daysSinceActivity * activeDays90d / 90.0;
  }
}
