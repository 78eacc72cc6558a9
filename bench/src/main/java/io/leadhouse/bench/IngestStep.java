package io.leadhouse.bench;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;

/** An ingest of engagements that is measured, and what happens in the source before it. */
enum IngestStep {
  FULL_LOAD("full load", "whole", Change.NONE),
  UNCHANGED("nothing changed", "changed", Change.NONE),
  CHANGED_EVENLY("1 % changed, evenly", "changed", Change.everyHundredth(17)),
  CHANGED_RECENTLY("1 % changed, mostly recent", "changed", Change.mostlyRecent()),
  CHANGED_WARM("1 % changed, evenly, warm process", "changed", Change.everyHundredth(61)),
  DELETED(
      "0.1 % deleted, evenly",
      "changed", "DELETE FROM engagements WHERE abs(hashint8(id) % 1000) = 501");

  private final String title;
  private final String reading;
  private final String change;

  IngestStep(String title, String reading, String change) {
    this.title = title;
    this.reading = reading;
    this.change = change;
  }

  /** Its name in the report. */
  String title() {
    return title;
  }

  /** How the table has to be read, by the name that ops.freshness has for it. */
  String reading() {
    return reading;
  }

  /**
   * Does to the source what precedes the ingest, then what autovacuum, other readers and the
   * checkpointer would do in the time between, which would otherwise be a part of what is measured.
   *
   * @return rows changed or deleted
   */
  long change(PostgresEndpoint source) throws SQLException {
    try (PostgresSession session = PostgresSession.open(source)) {
      long rows = change.isEmpty() ? 0 : session.update(change);
      session.execute("VACUUM (ANALYZE) engagements");
      session.execute("CHECKPOINT");
      return rows;
    }
  }

  private static final class Change {
    static final String NONE = "";

    private static final String UPDATE =
        "UPDATE engagements"
            + " SET updated_at = updated_at + interval '1 day',"
            + " location = coalesce(location, '') || '*' WHERE ";

    private Change() {}

    /** By hash: the digits of simulated ids tell a row's place in its lead's history. */
    static String everyHundredth(int remainder) {
      return UPDATE + "abs(hashint8(id) % 100) = " + remainder;
    }

    /** One row in a hundred, four fifths of them of the 90 days at the end of the history. */
    static String mostlyRecent() {
      String end = "timestamptz '" + SimulatedCrm.AS_OF + "'";
      String start = end + " - interval '90 days'";
      return UPDATE
          + "id IN ((%s) UNION ALL (%s))"
              .formatted(
                  some("occurred_at >= %s AND occurred_at < %s".formatted(start, end), "0.008"),
                  some("occurred_at < " + start, "0.002"));
    }

    /** As many rows as that share of the whole table, in an order that means nothing. */
    private static String some(String condition, String share) {
      return """
      SELECT id FROM engagements WHERE %s ORDER BY hashint8(id), id
      LIMIT (SELECT round(count(*) * %s) FROM engagements)\
      """
          .formatted(condition, share);
    }
  }
}
