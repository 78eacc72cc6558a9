package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.graph.House;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.lock.SchemaLock;
import io.leadhouse.model.Logic;
import io.leadhouse.model.Refresh;
import io.leadhouse.model.Table;
import io.leadhouse.run.RunLog;
import io.leadhouse.spark.SparkSessions;
import io.leadhouse.spark.SparkSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    description = "Tells all about one table: grain, key, inputs, columns, query, last run, rows.")
final class ExplainCommand implements Callable<Integer> {
  private static final SparkSettings SMALL =
      new SparkSettings("local[1]", 1, 30, SparkSettings.Evaluation.INTERPRETED);

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Parameters(paramLabel = "TABLE", description = "Name of the table.")
  private String name;

  @Override
  public Integer call() throws IOException {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    House house = home.house(config.source().pack());
    Table table = house.warehouse().table(name);
    PrintWriter out = spec.commandLine().getOut();
    describe(out, table, house.graph());
    columns(out, table, SchemaLock.read(home.sql()));
    checks(out, table);
    logic(out, table);
    lastBuild(out, table, config);
    out.flush();
    return 0;
  }

  private static void describe(PrintWriter out, Table table, TableGraph graph) {
    out.printf("%s (%s)%n  %s%n%n", table.name(), table.layer(), table.description());
    out.printf("key        %s%n", String.join(", ", table.key()));
    out.printf("reads      %s%n", String.join(", ", graph.inputs(table.name())));
    out.printf("read by    %s%n", String.join(", ", graph.readers(table.name())));
    String refresh =
        table.refresh() instanceof Refresh.ByKey by ? "by " + String.join(", ", by.key()) : "full";
    out.printf("refresh    %s%n", refresh);
    out.printf("published  %s%n%n", table.publication().isPresent() ? "yes" : "no");
  }

  private static void columns(PrintWriter out, Table table, SchemaLock lock) {
    Map<String, String> types = lock.tables().getOrDefault(table.name(), Map.of());
    out.println("columns");
    table
        .columns()
        .forEach(
            (column, meaning) ->
                out.printf(
                    "  %-28s %-14s %s%n",
                    column,
                    meaning.type().orElse(types.getOrDefault(column, "")),
                    meaning.description()));
  }

  private static void checks(PrintWriter out, Table table) {
    if (!table.checks().isEmpty()) {
      out.println("\nchecks");
      table
          .checks()
          .forEach(check -> out.printf("  %-5s %s%n", check.severity(), check.predicate()));
    }
    if (!table.rules().isEmpty() || !table.references().isEmpty()) {
      out.println("\nrows that go to quarantine");
      table.rules().forEach(rule -> out.printf("  %s%n", rule.reason()));
      table
          .references()
          .forEach((column, parent) -> out.printf("  %s is not in %s%n", column, parent));
    }
  }

  private static void logic(PrintWriter out, Table table) {
    if (table.logic() instanceof Logic.Query query) {
      out.printf("%nquery%n%s%n", query.sql().indent(2).stripTrailing());
    } else if (table.logic() instanceof Logic.JavaClass java) {
      out.printf("%nJava model %s%n", java.className());
    } else {
      out.printf("%nThe source pack does not supply this contract: it is empty.%n");
    }
  }

  private static void lastBuild(PrintWriter out, Table table, LeadhouseConfig config)
      throws IOException {
    out.println();
    if (!Files.isDirectory(config.warehouse().resolve("ops"))) {
      out.printf("last run   none in %s%n", config.warehouse());
      return;
    }
    try (SparkSession session = SparkSessions.open(SMALL)) {
      Optional<Row> last =
          new RunLog(session, new DeltaStore(config.warehouse())).lastBuild(table.name());
      out.println(last.map(ExplainCommand::line).orElse("last run   never built"));
    }
  }

  private static String line(Row build) {
    return "last run   %s, %s, %,d rows, %.1f s, finished %s"
        .formatted(
            build.<String>getAs("run_id"),
            build.<String>getAs("status").toLowerCase(Locale.ROOT),
            build.<Long>getAs("rows"),
            build.<Double>getAs("seconds"),
            build.<Object>getAs("finished_at"));
  }
}
