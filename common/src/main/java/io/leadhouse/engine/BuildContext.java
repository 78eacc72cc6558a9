package io.leadhouse.engine;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Warehouse;
import org.apache.spark.sql.SparkSession;

/**
 * What every table of one run shares.
 *
 * @param runId names the run in each commit
 * @param smallRows a table of at most so many rows, over inputs of at most so many, is recomputed
 *     whole when something that it reads has changed: to search keys costs more Spark jobs than to
 *     make it
 */
public record BuildContext(
    String runId,
    SparkSession session,
    Warehouse warehouse,
    TableGraph graph,
    DeltaStore store,
    ParameterValues parameters,
    long smallRows) {
  /** What a run of a warehouse takes for small. */
  public static final long SMALL_ROWS = 50_000;

  Models models() {
    return new Models(warehouse, graph, parameters);
  }
}
