package io.leadhouse.simulator;

import io.leadhouse.error.LeadhouseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Fills the reference CRM with a history that never was, and moves it on. Equal settings give equal
 * rows, on any machine and in any number of steps.
 */
public final class Simulator {
  private final World world;

  Simulator(World world) {
    this.world = world;
  }

  /** The simulator of the world that ships with it. */
  public static Simulator standard() {
    return new Simulator(WorldReader.standard());
  }

  /**
   * Loads a history into the empty tables of sql/sources/crm/schema.sql, found by the connection's
   * search path, in one transaction, and writes down in the table {@code simulation} which one.
   *
   * @param connection to Postgres, without an open transaction; its auto-commit mode is restored
   * @throws LeadhouseException CONFIGURATION when a table is missing or holds rows, UNREACHABLE
   *     when the database refuses or goes away; nothing is loaded then
   */
  public Simulation load(Connection connection, SimulatorSettings settings) {
    return inTransaction(
        connection,
        () -> {
          BulkLoad bulkLoad = new BulkLoad(connection, ReferenceSchema.TABLES);
          bulkLoad.prepare();
          Simulation simulation = write(connection, settings, "");
          bulkLoad.finish();
          new SimulationTable(connection).write(settings);
          return simulation;
        });
  }

  /**
   * Moves a simulated CRM on: whatever {@link #load} would show those days later is inserted,
   * updated and deleted. Rows added by hand stay; other changes by hand to simulated rows do not.
   *
   * @param connection as of {@link #load}
   * @throws LeadhouseException CONFIGURATION when the database was not filled by the simulator,
   *     UNREACHABLE when it refuses or goes away; nothing is changed then
   */
  public Simulation advance(Connection connection, int days) {
    if (days < 1) {
      throw LeadhouseException.configuration(
          "A simulation advances by at least 1 day; given was " + days + ".");
    }
    return inTransaction(
        connection,
        () -> {
          SimulationTable table = new SimulationTable(connection);
          SimulatorSettings before = table.lock();
          SimulatorSettings after = before.seenAt(before.end().plus(Duration.ofDays(days)));
          LaterRows later = new LaterRows(connection, ReferenceSchema.TABLES);
          later.prepare();
          Simulation simulation = write(connection, after, LaterRows.SCHEMA);
          later.apply();
          table.write(after);
          return simulation;
        });
  }

  private Simulation write(Connection connection, SimulatorSettings settings, String schema)
      throws SQLException {
    AtomicReference<Simulation> written = new AtomicReference<>();
    CopyPipe.send(
        connection,
        pipe -> {
          CopyTargets targets = new CopyTargets(pipe, schema);
          Tally tally = new History(world, settings).write(targets);
          targets.flush();
          written.set(new Simulation(settings, targets.counts(), tally.byOrganization()));
        });
    return written.get();
  }

  private interface Work {
    Simulation run() throws SQLException;
  }

  private static Simulation inTransaction(Connection connection, Work work) {
    try {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        Simulation simulation = work.run();
        connection.commit();
        return simulation;
      } catch (Throwable e) {
        // Whatever it was: turning auto-commit back on would commit half of the work.
        try {
          connection.rollback();
        } catch (SQLException lost) {
          e.addSuppressed(lost);
        }
        throw e;
      } finally {
        if (!connection.isClosed()) {
          connection.setAutoCommit(autoCommit);
        }
      }
    } catch (SQLException e) {
      throw LeadhouseException.unreachable(
          "Simulating the CRM failed; nothing was changed. Postgres says: " + e.getMessage(), e);
    }
  }
}
