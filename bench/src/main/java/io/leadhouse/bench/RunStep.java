package io.leadhouse.bench;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** A whole run that is measured, and what happens in the source before it. */
enum RunStep {
  FULL("whole run", false, Duration.ZERO),
  UNCHANGED("nothing changed", false, Duration.ZERO),
  LEADS_CHANGED("1 % of leads changed", true, Duration.ZERO),
  A_DAY_LATER("nothing changed but the day", false, Duration.ofDays(1));

  private static final String CHANGE = "leads_changed.sql";

  private final String title;
  private final boolean changesLeads;
  private final Duration later;

  RunStep(String title, boolean changesLeads, Duration later) {
    this.title = title;
    this.changesLeads = changesLeads;
    this.later = later;
  }

  /** Its name in the report. */
  String title() {
    return title;
  }

  /** The name in the report of a part of it. */
  String part(String name) {
    return this == FULL ? name : title + ": " + name;
  }

  /** Up to when the run knows anything. */
  Instant asOf() {
    return SimulatedCrm.AS_OF.plus(later);
  }

  /**
   * Does to the source what precedes the run, then what autovacuum would do in the time between.
   */
  void change(PostgresEndpoint source) throws SQLException, IOException {
    if (!changesLeads) {
      return;
    }
    try (PostgresSession session = PostgresSession.open(source);
        InputStream query = RunStep.class.getResourceAsStream(CHANGE)) {
      session.update(new String(query.readAllBytes(), StandardCharsets.UTF_8));
      session.execute("VACUUM (ANALYZE)");
      session.execute("CHECKPOINT");
    }
  }
}
