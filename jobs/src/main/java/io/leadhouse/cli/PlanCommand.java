package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.model.FileKind;
import io.leadhouse.model.Table;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "plan", description = "Says what a run would do, in order, without doing it.")
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Override
  public Integer call() {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    Home.House house = home.house(config.source().pack());
    DeltaStore store = new DeltaStore(config.warehouse());
    PrintWriter out = spec.commandLine().getOut();

    int number = 0;
    for (String table : house.warehouse().pack().tables().keySet()) {
      out.printf(
          "%3d  ingest   %-26s whole table, in one snapshot with the others%n", ++number, table);
    }
    for (FileKind kind : house.warehouse().pack().files().values()) {
      config
          .files()
          .ifPresent(
              files ->
                  out.printf(
                      "     import   %-26s new files of %s%n", kind.rawTable(), files.folder()));
    }
    for (String name : house.graph().order()) {
      Table table = house.warehouse().table(name);
      out.printf("%3d  %-8s %-26s %s%n", ++number, "build", name, how(store, table));
    }
    for (Table table : house.warehouse().tables().values()) {
      if (config.publish().isPresent() && table.publication().isPresent()) {
        out.printf(
            "%3d  publish  %-26s to schema %s%n",
            ++number, table.name(), config.publish().get().schema());
      }
    }
    out.flush();
    return 0;
  }

  private static String how(DeltaStore store, Table table) {
    boolean built =
        Files.isDirectory(store.path(table.layer(), table.name()).resolve("_delta_log"));
    if (!built) {
      return "made for the first time";
    }
    return "untouched where nothing that it reads changed, else recomputed; only rows that differ"
        + " are written";
  }
}
