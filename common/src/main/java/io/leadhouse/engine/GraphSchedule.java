package io.leadhouse.engine;

import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.graph.TableGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs one task per table, each after the tasks of what its table reads. */
final class GraphSchedule {
  private final TableGraph graph;
  private final Scope scope;
  private final List<String> order;
  private final int parallelism;

  GraphSchedule(TableGraph graph, Scope scope, int parallelism) {
    this.graph = graph;
    this.scope = scope;
    this.order = graph.order().stream().filter(scope.tables()::contains).toList();
    this.parallelism = parallelism;
  }

  /**
   * Runs the tasks of all tables of the scope.
   *
   * @param task from table name to result
   * @param skipped hears of tables that were not tried
   * @return the results in the graph's order
   */
  List<TableResult> run(Function<String, TableResult> task, Consumer<TableResult> skipped) {
    Map<String, TableResult> results = new HashMap<>();
    NavigableSet<String> waiting = new TreeSet<>(order);
    ExecutorService pool = Executors.newFixedThreadPool(parallelism);
    try {
      CompletionService<TableResult> running = new ExecutorCompletionService<>(pool);
      int inFlight = 0;
      while (results.size() < order.size()) {
        for (String table : order) {
          if (waiting.contains(table) && ready(table, results)) {
            waiting.remove(table);
            Optional<TableResult> broken = brokenInput(table, results);
            if (broken.isEmpty()) {
              running.submit(() -> task.apply(table));
              inFlight++;
            } else {
              TableResult result = skip(table, broken.get());
              skipped.accept(result);
              results.put(table, result);
            }
          }
        }
        if (inFlight > 0) {
          TableResult result = running.take().get();
          inFlight--;
          results.put(result.table(), result);
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The build was interrupted.", e);
    } finally {
      pool.shutdownNow();
    }
    return order.stream().map(results::get).toList();
  }

  private boolean ready(String table, Map<String, TableResult> results) {
    return graph.tableInputs(table).stream()
        .filter(scope.tables()::contains)
        .allMatch(results::containsKey);
  }

  private Optional<TableResult> brokenInput(String table, Map<String, TableResult> results) {
    return graph.inputs(table).stream()
        .map(input -> results.getOrDefault(input, scope.stopped().get(input)))
        .filter(result -> result != null && result.status() != Status.DONE)
        .findFirst();
  }

  private static TableResult skip(String table, TableResult broken) {
    TableResult.Problem cause = broken.problem().orElseThrow();
    return TableResult.stopped(
        table,
        Status.SKIPPED,
        List.of(),
        new TableResult.Problem(cause.category(), "not built: it reads " + broken.table()));
  }
}
