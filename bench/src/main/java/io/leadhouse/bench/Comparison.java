package io.leadhouse.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A table of the warehouse that other engines make too, from the same rows.
 *
 * @param table the table, and the name of its query in this package
 * @param between tables that a run makes of the inputs on the way to it
 * @param inputs columns that the query reads, by input table; only these are copied to Postgres
 * @param totals SQL over the result, equal for all engines that did the same work
 */
record Comparison(
    String table, List<String> between, Map<String, List<String>> inputs, List<String> totals) {
  /** The comparisons of every benchmark. */
  static final List<Comparison> ALL =
      List.of(
          new Comparison(
              "touch_credit",
              List.of(),
              Map.of(
                  "conversion",
                  List.of(
                      "organization_id",
                      "lead_id",
                      "conversion_type",
                      "conversion_number",
                      "converted_at",
                      "value_amount"),
                  "touchpoint",
                  List.of(
                      "organization_id",
                      "lead_id",
                      "touch_number",
                      "touch_id",
                      "touched_at",
                      "channel",
                      "campaign_id",
                      "is_direct")),
              List.of(
                  "count(*)",
                  "sum(CASE WHEN channel = 'direct' THEN first_amount END)",
                  "sum(CASE WHEN channel = 'direct' THEN last_amount END)",
                  "sum(CASE WHEN channel = 'email' THEN last_non_direct_amount END)",
                  "sum(CASE WHEN channel = 'direct' THEN linear_amount END)",
                  "sum(CASE WHEN channel = 'direct' THEN time_decay_amount END)",
                  "sum(CASE WHEN channel = 'direct' THEN u_shaped_amount END)",
                  "sum(CASE WHEN channel = 'direct' THEN w_shaped_amount END)",
                  "sum(CASE WHEN channel = 'direct' THEN shapley_amount END)")),
          new Comparison(
              "cohort_retention",
              List.of("lead_calendar"),
              Map.of(
                  "lead",
                  List.of("organization_id", "lead_id", "created_on"),
                  "lead_day",
                  List.of("organization_id", "lead_id", "day", "inbound_count", "purchase_count"),
                  "cohort_period",
                  List.of(
                      "organization_id", "granularity", "cohort_start", "period", "cohort_size"),
                  "reporting_day",
                  List.of("organization_id", "as_of_day")),
              List.of("count(*)", "sum(cohort_size)", "sum(active)", "sum(active_or_later)")));

  /** The tables that a run makes where the others make one, itself the last. */
  List<String> made() {
    return Stream.concat(between.stream(), Stream.of(table)).toList();
  }
}
