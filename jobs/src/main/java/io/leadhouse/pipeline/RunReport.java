package io.leadhouse.pipeline;

import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.ingest.IngestResult;
import io.leadhouse.publish.PublishResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run did.
 *
 * @param tables one result per table and staging contract, in build order
 * @param published absent when the configuration publishes nothing
 */
public record RunReport(
    String runId,
    Instant asOf,
    IngestResult ingest,
    List<TableResult> tables,
    Optional<PublishResult> published,
    Duration took) {

  /** The first table that failed, if one did. */
  public Optional<TableResult> failure() {
    return tables.stream().filter(table -> table.status() == Status.FAILED).findFirst();
  }

  /** 0, or the exit code of the first failed table. */
  public int exitCode() {
    return failure().map(table -> table.problem().orElseThrow().category().exitCode()).orElse(0);
  }
}
