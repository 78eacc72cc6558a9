package io.leadhouse.simulator;

import io.leadhouse.error.LeadhouseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The simulator's own table beside those of the CRM: one row that says which history the database
 * shows and how far. Without it nobody could tell a simulated CRM from a real one.
 */
final class SimulationTable {
  private static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS simulation (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        seed bigint NOT NULL,
        start_day date NOT NULL,
        months integer NOT NULL,
        leads integer NOT NULL,
        engagements_per_lead integer NOT NULL,
        seen_at timestamptz NOT NULL
      )
      """;
  private static final String WRITE =
      """
      INSERT INTO simulation (seed, start_day, months, leads, engagements_per_lead, seen_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private final Connection connection;

  SimulationTable(Connection connection) {
    this.connection = connection;
  }

  /**
   * Reads the row and keeps others from advancing the same database.
   *
   * @throws LeadhouseException CONFIGURATION when there is none
   */
  SimulatorSettings lock() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (isMissing(statement)) {
        throw notSimulated();
      }
      try (ResultSet row = statement.executeQuery("SELECT * FROM simulation FOR UPDATE")) {
        if (!row.next()) {
          throw notSimulated();
        }
        return new SimulatorSettings(
            row.getLong("seed"),
            row.getObject("start_day", LocalDate.class),
            row.getInt("months"),
            row.getInt("leads"),
            row.getInt("engagements_per_lead"),
            row.getObject("seen_at", OffsetDateTime.class).toInstant());
      }
    }
  }

  void write(SimulatorSettings settings) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(CREATE);
      statement.execute("DELETE FROM simulation");
    }
    try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
      statement.setLong(1, settings.seed());
      statement.setObject(2, settings.start());
      statement.setInt(3, settings.months());
      statement.setInt(4, settings.leads());
      statement.setInt(5, settings.engagementsPerLead());
      statement.setObject(6, settings.end().atOffset(ZoneOffset.UTC));
      statement.executeUpdate();
    }
  }

  private static boolean isMissing(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT to_regclass('simulation') IS NULL")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static LeadhouseException notSimulated() {
    return LeadhouseException.configuration(
        "This database was not filled by the simulator: it has no row in a table simulation, so"
            + " there is nothing to advance. Fill an empty database with `leadhouse simulate`"
            + " first.");
  }
}
