package io.leadhouse.cli;

import io.leadhouse.demo.OlistDataset;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.simulator.ReferenceSchema;
import io.leadhouse.simulator.Simulation;
import io.leadhouse.simulator.Simulator;
import io.leadhouse.simulator.SimulatorSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** Fills a database of our own with a CRM, and says how many rows it has. */
final class DemoSource {
  private final Home home;
  private final PrintWriter out;

  DemoSource(Home home, PrintWriter out) {
    this.home = home;
    this.out = out;
  }

  /**
   * A simulated CRM.
   *
   * @param truth gets what was planted, as JSON
   */
  void simulated(PostgresEndpoint source, SimulatorSettings settings, Path truth) {
    fill(
        source,
        connection -> {
          ReferenceSchema.create(connection, home.sql().resolve("sources/crm/schema.sql"));
          Simulation simulation = Simulator.standard().load(connection, settings);
          simulation.writeTruth(truth);
          return simulation.rowsByTable();
        });
  }

  /**
   * The Olist marketing funnel.
   *
   * @param csvFolder holds its two files
   */
  void olist(PostgresEndpoint source, Path csvFolder) {
    Path schema = home.sql().resolve("sources/olist/schema.sql");
    fill(source, connection -> OlistDataset.load(connection, schema, csvFolder));
  }

  private interface Fill {
    /** Rows by table. */
    Map<String, Long> into(Connection connection) throws SQLException, IOException;
  }

  private void fill(PostgresEndpoint source, Fill fill) {
    long start = System.nanoTime();
    try (Connection connection = source.connect()) {
      Map<String, Long> rows = fill.into(connection);
      double seconds = (System.nanoTime() - start) / 1e9;
      long total = rows.values().stream().mapToLong(Long::longValue).sum();
      out.printf(
          "A CRM with %,d rows in %d tables, loaded in %.1f s%n", total, rows.size(), seconds);
      out.flush();
    } catch (SQLException | IOException e) {
      throw LeadhouseException.unreachable("Cannot fill " + source + ": " + e.getMessage(), e);
    }
  }
}
