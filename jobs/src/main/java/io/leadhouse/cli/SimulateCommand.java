package io.leadhouse.cli;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.simulator.ReferenceSchema;
import io.leadhouse.simulator.Simulation;
import io.leadhouse.simulator.Simulator;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "simulate",
    description = {
      "Fills the empty source database of the configuration with a simulated CRM, or moves one on.",
      "The reference tables are created when none of them is there. Which history it is stands in"
          + " a table of its own, simulation, so that --advance can go on with it."
    })
final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private AsOfOption asOf;
  @Mixin private HistoryOptions history;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "Write what was planted to FILE, as JSON.")
  private Path truth;

  @Option(
      names = "--advance",
      paramLabel = "DAYS",
      description =
          "Move the simulated CRM on by DAYS: inserts, updates, late rows, deletes, merges. The"
              + " options that choose a history do not go with it.")
  private Integer advance;

  @Override
  public Integer call() {
    Home home = Home.find();
    PostgresEndpoint source = options.read(home).source().endpoint();
    refuseHistoryWithAdvance();
    if (truth != null) {
      Simulation.requireWritableTruth(truth);
    }
    long start = System.nanoTime();
    try (Connection connection = source.connect()) {
      Simulation simulation =
          advance == null
              ? fill(home, connection)
              : Simulator.standard().advance(connection, advance);
      if (truth != null) {
        simulation.writeTruth(truth);
      }
      print(source, simulation, (System.nanoTime() - start) / 1e9);
      return 0;
    } catch (SQLException e) {
      throw LeadhouseException.unreachable("Cannot reach " + source + ": " + e.getMessage(), e);
    }
  }

  private Simulation fill(Home home, Connection connection) throws SQLException {
    if (ReferenceSchema.isAbsent(connection)) {
      ReferenceSchema.create(connection, home.sql().resolve("sources/crm/schema.sql"));
    }
    return Simulator.standard().load(connection, history.endingAt(asOf.clock().asOf()));
  }

  /** A history that goes on is the one that the database remembers. */
  private void refuseHistoryWithAdvance() {
    if (advance == null) {
      return;
    }
    for (String name :
        new String[] {"--leads", "--months", "--seed", "--engagements-per-lead", "--as-of"}) {
      if (spec.commandLine().getParseResult().hasMatchedOption(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "--advance goes on with the history that the database remembers; "
                + name
                + " cannot change it.");
      }
    }
  }

  private void print(PostgresEndpoint source, Simulation simulation, double seconds) {
    spec.commandLine()
        .getOut()
        .printf(
            "%s shows the simulated CRM as of %s: %,d rows in %d tables, in %.1f s%n",
            source,
            simulation.settings().end(),
            simulation.total(),
            simulation.rowsByTable().size(),
            seconds);
    spec.commandLine().getOut().flush();
  }
}
