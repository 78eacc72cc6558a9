package io.leadhouse.cli;

import io.leadhouse.simulator.SimulatorSettings;
import io.leadhouse.spark.SparkSettings.Evaluation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Option;

/** Which history the simulator plays. */
final class HistoryOptions {
  @Option(
      names = "--leads",
      paramLabel = "N",
      defaultValue = "" + SimulatorSettings.DEFAULT_LEADS,
      description = "Simulated leads, about (default ${DEFAULT-VALUE}).")
  private int leads;

  @Option(
      names = "--months",
      paramLabel = "N",
      defaultValue = "" + SimulatorSettings.DEFAULT_MONTHS,
      description = "Months over which they arrive (default ${DEFAULT-VALUE}).")
  private int months;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + SimulatorSettings.DEFAULT_SEED,
      description = "Seed of the simulated history (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--engagements-per-lead",
      paramLabel = "N",
      description =
          "Mean, about, from "
              + SimulatorSettings.FEWEST_ENGAGEMENTS
              + " to "
              + SimulatorSettings.MOST_ENGAGEMENTS
              + ". Default: "
              + SimulatorSettings.DEFAULT_ENGAGEMENTS
              + " up to "
              + SimulatorSettings.MANY_LEADS
              + " leads, "
              + SimulatorSettings.DEFAULT_ENGAGEMENTS_OF_MANY
              + " above.")
  private Integer engagementsPerLead;

  /** How a warehouse of so many leads is best evaluated. */
  Evaluation evaluation() {
    return leads <= SimulatorSettings.DEFAULT_LEADS ? Evaluation.INTERPRETED : Evaluation.COMPILED;
  }

  /** The settings of a history that ends with the last UTC midnight before an instant. */
  SimulatorSettings endingAt(Instant asOf) {
    SimulatorSettings settings =
        SimulatorSettings.endingAt(asOf.truncatedTo(ChronoUnit.DAYS), seed, months, leads);
    return engagementsPerLead == null
        ? settings
        : settings.withEngagementsPerLead(engagementsPerLead);
  }
}
