package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.House;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    description = {
      "Recomputes tables from what the last run made them of, and compares. Writes nothing.",
      "Ends with 4 when a row differs, with 2 when a table could not be verified."
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Parameters(paramLabel = "TABLE", arity = "0..*", description = "Tables (default: all).")
  private List<String> tables = List.of();

  @Option(
      names = "--keys",
      paramLabel = "SHARE",
      defaultValue = "100%",
      description =
          "Share of the refresh keys to compare, such as 1%%. It is recomputed out of whole inputs.")
  private String keys;

  @Override
  public Integer call() throws IOException {
    double share = share(keys);
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    House house = home.house(config.source().pack());
    return new VerifyExecution(config, house, spec.commandLine().getOut()).run(tables, share);
  }

  private static double share(String text) {
    try {
      double share = Double.parseDouble(text.replaceFirst("%$", "")) / 100;
      if (text.endsWith("%") && share > 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // Said below, as for any other text.
    }
    throw LeadhouseException.configuration(
        "--keys '%s' is no share. Give one above 0%% and up to 100%%, such as 1%%."
            .formatted(text));
  }
}
