package io.leadhouse.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.graph.House;
import io.leadhouse.model.SourcePack;
import io.leadhouse.model.Strategy;
import io.leadhouse.pipeline.Choice;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "plan",
    description = {
      "Says what a run would recompute, why, and for how many keys, over the raw tables as they",
      "are. Reads neither source nor target, and writes nothing."
    })
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private AsOfOption asOf;
  @Mixin private RebuildOption rebuild;

  @Option(
      names = "--select",
      paramLabel = "TABLE",
      split = ",",
      description = "Of a run with the same --select.")
  private List<String> selected = List.of();

  @Override
  public Integer call() throws IOException {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    House house = home.house(config.source().pack());
    PrintWriter out = spec.commandLine().getOut();
    if (selected.isEmpty()) {
      ingest(out, house.warehouse().pack());
      config.files().ifPresent(files -> out.printf("import   new files of %s%n", files.folder()));
      out.flush();
    }
    new ForecastExecution(config, house, out)
        .run(new Choice(selected, rebuild.effort()), asOf.given(), asOf.clock().asOf());
    return 0;
  }

  /** What of a table is read, the source alone can tell. */
  private static void ingest(PrintWriter out, SourcePack pack) {
    Map<Strategy, List<String>> tables =
        pack.tables().entrySet().stream()
            .collect(
                groupingBy(
                    table -> table.getValue().strategy(),
                    TreeMap::new,
                    mapping(Map.Entry::getKey, toList())));
    tables.forEach(
        (strategy, names) ->
            out.printf(
                "ingest   %d tables by strategy %s: %s%n",
                names.size(), strategy.name().toLowerCase(Locale.ROOT), String.join(", ", names)));
  }
}
