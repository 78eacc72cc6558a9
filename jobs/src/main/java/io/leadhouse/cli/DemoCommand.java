package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.demo.DemoConfig;
import io.leadhouse.demo.DemoFolder;
import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.demo.headlines.Headlines;
import io.leadhouse.engine.Scope;
import io.leadhouse.graph.House;
import io.leadhouse.pipeline.RunClock;
import io.leadhouse.pipeline.RunReport;
import io.leadhouse.postgres.PostgresEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description =
        "Starts a Postgres of its own, fills it with a CRM's history, and runs the warehouse on it.")
final class DemoCommand implements Callable<Integer> {
  private static final String OLIST = "olist";

  @Spec private CommandSpec spec;
  @Mixin private AsOfOption asOf;

  @Option(
      names = "--serve",
      description = "Keep the database up afterwards, until Ctrl-C, for psql or a BI tool.")
  private boolean serve;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "Port of the database; 0 = any free one.")
  private int port;

  @Option(names = "--folder", description = "Where the demo keeps its data. Default: target/demo.")
  private Path folder;

  @Mixin private HistoryOptions history;

  @Option(
      names = "--olist",
      paramLabel = "DIR",
      description =
          "Use the Olist marketing funnel's two CSV files in DIR instead of a simulation.")
  private Path olist;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Home home = Home.find();
    Path data = DemoFolder.prepare(folder == null ? home.root().resolve("target/demo") : folder);
    String pack = olist == null ? "crm" : OLIST;
    House house = home.house(pack);
    RunClock clock = asOf.clock();
    try (EmbeddedDatabase database = EmbeddedDatabase.start(data.resolve("postgres"), port)) {
      PostgresEndpoint source = database.database(pack);
      PostgresEndpoint analytics = database.database("analytics");
      DemoSource crm = new DemoSource(home, out());
      if (olist == null) {
        crm.simulated(source, history.endingAt(clock.asOf()), data.resolve("truth.json"));
      } else {
        crm.olist(source, olist);
      }
      LeadhouseConfig config =
          DemoConfig.write(data, pack, source, analytics, history.evaluation());
      int exitCode = run(house, config, clock, analytics);
      if (serve) {
        DemoServing.print(
            out(),
            data.resolve("leadhouse.yml"),
            analytics,
            "SELECT * FROM analytics.funnel_stage WHERE window_days = 90;");
        new CountDownLatch(1).await();
      } else {
        next();
      }
      return exitCode;
    }
  }

  private int run(House house, LeadhouseConfig config, RunClock clock, PostgresEndpoint analytics)
      throws IOException {
    RunReport report =
        new RunExecution(config, house, out()).whole(clock, Set.of(), Scope.Effort.WHAT_CHANGED);
    if (report.exitCode() == 0) {
      new Headlines(analytics, out()).print(olist == null ? 90 : 0);
    }
    return report.exitCode();
  }

  private void next() {
    out()
        .printf(
            "%nNext:%n"
                + "  ./leadhouse demo --serve --port 5433   keep this database up for psql or Metabase%n"
                + "  ./leadhouse tables                     what the warehouse holds%n"
                + "  ./leadhouse explain funnel_stage       what one table means, and its query%n"
                + "  ./leadhouse run --config my.yml        your own Postgres (start from leadhouse.yml)%n");
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
