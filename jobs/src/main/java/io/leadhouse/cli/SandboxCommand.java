package io.leadhouse.cli;

import io.leadhouse.demo.DemoConfig;
import io.leadhouse.demo.DemoFolder;
import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.postgres.PostgresEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A CRM to try things on: the demo's databases without its run. Spark is not started. */
@Command(
    name = "sandbox",
    description = {
      "Serves a Postgres of its own with a simulated CRM, and writes a leadhouse.yml for it.",
      "Ends with Ctrl-C or SIGTERM."
    })
final class SandboxCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AsOfOption asOf;
  @Mixin private HistoryOptions history;

  @Option(
      names = "--folder",
      required = true,
      description = "Gets the data, leadhouse.yml and, after a run, the warehouse.")
  private Path folder;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "Port of the database; 0 = any free one.")
  private int port;

  @Option(
      names = "--until-input-ends",
      description = "End with standard input too, so that it never outlives what started it.")
  private boolean untilInputEnds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Home home = Home.find();
    PrintWriter out = spec.commandLine().getOut();
    Path data = DemoFolder.prepare(folder.toAbsolutePath().normalize());
    try (EmbeddedDatabase database = EmbeddedDatabase.start(data.resolve("postgres"), port)) {
      PostgresEndpoint source = database.database("crm");
      new DemoSource(home, out)
          .simulated(source, history.endingAt(asOf.clock().asOf()), data.resolve("truth.json"));
      DemoConfig.write(data, "crm", source, database.database("analytics"), history.evaluation());
      DemoServing.print(
          out,
          data.resolve("leadhouse.yml"),
          source,
          "SELECT source, count(*) FROM leads GROUP BY source;");
      awaitEnd();
    }
    return 0;
  }

  private void awaitEnd() throws IOException, InterruptedException {
    if (untilInputEnds) {
      try (InputStream input = System.in) {
        input.transferTo(OutputStream.nullOutputStream());
      }
    } else {
      new CountDownLatch(1).await();
    }
  }
}
