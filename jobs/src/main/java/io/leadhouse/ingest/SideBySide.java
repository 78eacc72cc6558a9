package io.leadhouse.ingest;

import io.leadhouse.concurrent.DaemonThreads;
import io.leadhouse.error.LeadhouseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Brings several tables over at a time; the first failure stops the others. */
final class SideBySide {
  private static final int SECONDS_TO_STOP = 30;

  private final SparkSession spark;
  private final int atATime;

  SideBySide(SparkSession spark, int atATime) {
    this.spark = spark;
    this.atATime = atATime;
  }

  /** The results in the order of the tables. */
  List<IngestedTable> run(List<TableIngest> tables, IngestListener listener) {
    String jobs = "leadhouse-ingest-" + UUID.randomUUID();
    ExecutorService pool =
        Executors.newFixedThreadPool(atATime, new DaemonThreads("leadhouse-ingest"));
    CompletionService<IngestedTable> completed = new ExecutorCompletionService<>(pool);
    List<Future<IngestedTable>> results = new ArrayList<>();
    try {
      for (TableIngest table : tables) {
        results.add(completed.submit(() -> tagged(jobs, table::run)));
      }
      for (int i = 0; i < results.size(); i++) {
        listener.ingested(completed.take().get());
      }
      List<IngestedTable> inOrder = new ArrayList<>();
      for (Future<IngestedTable> result : results) {
        inOrder.add(result.get());
      }
      return inOrder;
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LeadhouseException.unreachable("The ingest was interrupted.", e);
    } finally {
      stop(pool, jobs);
    }
  }

  private IngestedTable tagged(String jobs, Supplier<IngestedTable> work) {
    SparkSession.setActiveSession(spark);
    spark.sparkContext().addJobTag(jobs);
    return work.get();
  }

  private void stop(ExecutorService pool, String jobs) {
    var unusedTables = pool.shutdownNow();
    spark.sparkContext().cancelJobsWithTag(jobs);
    try {
      boolean unusedOutcome = pool.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException unwrapped(ExecutionException failure) {
    return failure.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException(failure.getCause());
  }
}
