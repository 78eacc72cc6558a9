package io.leadhouse.cli;

import io.leadhouse.graph.House;
import io.leadhouse.model.Layer;
import io.leadhouse.model.Table;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "tables", description = "Lists the tables of the house, layer by layer.")
final class TablesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--source",
      paramLabel = "PACK",
      defaultValue = "crm",
      description = "Source pack.")
  private String pack;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    House house = Home.find().house(pack);
    for (Layer layer : house.warehouse().layers()) {
      out.printf("%n%s: %s%n", layer.name(), layer.meaning());
      for (Table table : house.warehouse().tables().values()) {
        if (table.layer().equals(layer.name())) {
          String mark = table.publication().isPresent() ? "published" : "";
          out.printf("  %-24s %-10s %s%n", table.name(), mark, firstSentence(table.description()));
        }
      }
    }
    out.printf("%n`./leadhouse explain TABLE` tells more of one.%n");
    out.flush();
    return 0;
  }

  private static String firstSentence(String description) {
    int end = description.indexOf(". ");
    return end < 0 ? description : description.substring(0, end + 1);
  }
}
