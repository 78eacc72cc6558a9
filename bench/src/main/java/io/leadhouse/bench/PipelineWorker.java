package io.leadhouse.bench;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.engine.TableResult;
import io.leadhouse.graph.House;
import io.leadhouse.ingest.IngestedTable;
import io.leadhouse.pipeline.RunClock;
import io.leadhouse.pipeline.RunListener;
import io.leadhouse.pipeline.RunReport;
import io.leadhouse.pipeline.WarehouseRun;
import io.leadhouse.publish.PublishResult;
import io.leadhouse.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.apache.spark.sql.SparkSession;

/** One whole run of the warehouse, step by step. Arguments: leadhouse.yml and a {@link RunStep}. */
final class PipelineWorker {
  private PipelineWorker() {}

  /** Called in a process of its own by {@link Worker}. */
  public static void main(String[] arguments) throws IOException {
    Path sql = Path.of(System.getProperty("leadhouse.home"), "sql");
    LeadhouseConfig config = LeadhouseConfig.read(Path.of(arguments[0]));
    House house = House.read(sql, config.source().pack());
    RunStep step = RunStep.valueOf(arguments[1]);
    RunClock clock = new RunClock(Clock.systemUTC(), step.asOf());
    Steps steps = new Steps(step);
    Shuffled shuffled = new Shuffled();
    int exitCode;
    try (SparkSession session =
        SparkSessions.open(config.spark().settings(config.retentionDays()))) {
      session.sparkContext().addSparkListener(shuffled);
      RunReport report = new WarehouseRun(house, session, config, clock).execute(steps);
      tell(WorkerStep.endingNow(step.title(), steps.rows(), report.took().toNanos() / 1e9));
      System.out.printf("%s: %,d MB shuffled%n", step.title(), shuffled.megabytes());
      report
          .failure()
          .ifPresent(table -> System.err.println(table.problem().orElseThrow().message()));
      exitCode = report.exitCode();
    }
    System.exit(exitCode);
  }

  private static void tell(WorkerStep step) {
    System.out.println(step.line());
  }

  private static final class Steps implements RunListener {
    private final RunStep step;
    private Instant begun = Instant.now();
    private long ingestedRows;
    private long rows;

    Steps(RunStep step) {
      this.step = step;
    }

    /** Rows of all steps. */
    synchronized long rows() {
      return rows;
    }

    @Override
    public void planned(int tablesToIngest, int tablesToBuild, int tablesToPublish) {
      begun = Instant.now();
    }

    @Override
    public synchronized void ingested(IngestedTable table) {
      tell(
          WorkerStep.endingNow(
              step.part("ingest " + table.table()), table.kept(), table.seconds()));
      rows += table.kept();
      ingestedRows += table.kept();
    }

    @Override
    public synchronized void started(String table) {
      if (ingestedRows > 0) {
        tell(new WorkerStep(step.part("ingest"), ingestedRows, begun, Instant.now()));
        ingestedRows = 0;
      }
    }

    @Override
    public synchronized void finished(TableResult result) {
      tell(WorkerStep.endingNow(step.part(result.table()), result.rows(), result.seconds()));
      rows += result.rows();
    }

    @Override
    public synchronized void published(PublishResult result) {
      long published = result.tables().stream().mapToLong(PublishResult.TableResult::rows).sum();
      tell(WorkerStep.endingNow(step.part("publish"), published, result.took().toNanos() / 1e9));
      rows += published;
    }
  }
}
