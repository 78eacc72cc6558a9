package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.graph.House;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    description = {
      "Gives the rows that an earlier run has left: of one TABLE as CSV, or with --to as Parquet.",
      "Without TABLE it lists the tables of the run, without RUN the runs. Writes nothing else."
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Parameters(index = "0", paramLabel = "RUN", arity = "0..1", description = "Name of the run.")
  private String run;

  @Parameters(
      index = "1..*",
      paramLabel = "TABLE",
      arity = "0..*",
      description = "Tables; with --to all that the run built unless some are named.")
  private List<String> tables = List.of();

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "Write one folder of Parquet files per table here, instead of CSV.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    if (folder == null && tables.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "CSV has room for one table. Name one, or a folder with --to.");
    }
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    House house = home.house(config.source().pack());
    return new ReplayExecution(config, house, spec.commandLine().getOut()).run(run, tables, folder);
  }
}
