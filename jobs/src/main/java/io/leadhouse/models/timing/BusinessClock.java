package io.leadhouse.models.timing;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads how much working time has passed since the first day of an organization's calendar, in
 * whole seconds. The difference of two readings is the working time between two instants.
 */
final class BusinessClock {
  private final Dataset<Row> calendar;

  /**
   * Takes the calendar.
   *
   * @param businessDays business_day; small enough to be sent to every worker
   */
  BusinessClock(Dataset<Row> businessDays) {
    calendar =
        broadcast(
            businessDays.select(
                col("organization_id"),
                col("day").as("read_on"),
                col("work_starts_second"),
                col("business_seconds"),
                col("business_seconds_before")));
  }

  /**
   * Adds a reading to rows that have organization_id and time_zone.
   *
   * @param instant column to read the clock at, on a day of the calendar
   * @param reading name of the column to add
   */
  Dataset<Row> read(Dataset<Row> rows, String instant, String reading) {
    return rows.withColumn("local_at", expr("from_utc_timestamp(" + instant + ", time_zone)"))
        .withColumn("read_on", expr("to_date(local_at)"))
        .join(calendar, new String[] {"organization_id", "read_on"})
        .withColumn(
            reading,
            expr(
                "business_seconds_before + least(business_seconds, greatest(0,"
                    + " hour(local_at) * 3600 + minute(local_at) * 60 + second(local_at)"
                    + " - work_starts_second))"))
        .drop(
            "local_at",
            "read_on",
            "work_starts_second",
            "business_seconds",
            "business_seconds_before");
  }
}
