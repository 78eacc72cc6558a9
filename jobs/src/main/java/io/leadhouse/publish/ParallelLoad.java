package io.leadhouse.publish;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresFailure;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.publish.TablePlan.Action;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Loads several tables at a time, so that small ones do not wait for each other's round trips. */
final class ParallelLoad {
  private static final int TABLES_AT_A_TIME = 4;

  private final PublishTarget target;
  private final LoadArea loadArea;
  private final AtomicBoolean failed = new AtomicBoolean();

  ParallelLoad(PublishTarget target, LoadArea loadArea) {
    this.target = target;
    this.loadArea = loadArea;
  }

  /** All tables in their order, or the first failure when every load has ended. */
  List<LoadedTable> load(List<TablePlan> plans) {
    ExecutorService workers = Executors.newFixedThreadPool(TABLES_AT_A_TIME);
    try {
      List<Future<LoadedTable>> running = new ArrayList<>();
      plans.forEach(plan -> running.add(workers.submit(() -> loadUnlessFailed(plan))));
      return results(running);
    } finally {
      workers.shutdown();
    }
  }

  /** Waits for all of them: a table that is still being copied cannot be dropped. */
  private static List<LoadedTable> results(List<Future<LoadedTable>> running) {
    List<LoadedTable> loaded = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (Future<LoadedTable> table : running) {
      try {
        loaded.add(table.get());
      } catch (ExecutionException e) {
        failures.add(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw LeadhouseException.unreachable("Interrupted while tables were copied.", e);
      }
    }
    if (!failures.isEmpty()) {
      throw unchecked(failures.get(0));
    }
    return loaded;
  }

  private LoadedTable loadUnlessFailed(TablePlan plan) {
    if (plan.action() == Action.SKIP || failed.get()) {
      return new LoadedTable(plan, 0, 0, plan.commit(), Duration.ZERO);
    }
    boolean done = false;
    try {
      LoadedTable loaded = load(plan);
      done = true;
      return loaded;
    } finally {
      failed.compareAndSet(false, !done);
    }
  }

  private LoadedTable load(TablePlan plan) {
    try (PostgresSession session = PostgresSession.open(target.endpoint())) {
      return loadArea.load(session, plan);
    } catch (SQLException e) {
      throw PostgresFailure.of("Cannot load %s into %s".formatted(plan.name(), target), e);
    }
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(failure);
  }
}
