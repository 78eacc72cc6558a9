package io.leadhouse.bench;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.simulator.ReferenceSchema;
import io.leadhouse.simulator.Simulator;
import io.leadhouse.simulator.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** The CRM that benchmarks read. */
record SimulatedCrm(Path home, int engagements) {
  /** Where its history ends. */
  static final Instant AS_OF = Instant.parse("2026-11-01T00:00:00Z");

  private static final int ENGAGEMENTS_PER_LEAD = 10;

  /** Makes its tables in an empty database and fills and analyzes them. */
  Measurement fill(PostgresEndpoint source) throws SQLException, IOException {
    try (Connection connection = source.connect()) {
      ReferenceSchema.create(connection, home.resolve("sql/sources/crm/schema.sql"));
      SimulatorSettings settings =
          SimulatorSettings.endingAt(
                  AS_OF,
                  SimulatorSettings.DEFAULT_SEED,
                  SimulatorSettings.DEFAULT_MONTHS,
                  engagements / ENGAGEMENTS_PER_LEAD)
              .withEngagementsPerLead(ENGAGEMENTS_PER_LEAD);
      long start = System.nanoTime();
      long rows =
          Simulator.standard().load(connection, settings).rowsByTable().values().stream()
              .mapToLong(Long::longValue)
              .sum();
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Measurement("simulate", "leadhouse", rows, seconds, null);
    }
  }
}
