package io.leadhouse.engine;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Warehouse;
import org.apache.spark.sql.SparkSession;

/**
 * What every table of one run shares.
 *
 * @param runId names the run in each commit
 */
public record BuildContext(
    String runId,
    SparkSession session,
    Warehouse warehouse,
    TableGraph graph,
    DeltaStore store,
    ParameterValues parameters) {
  Models models() {
    return new Models(warehouse, graph, parameters);
  }
}
