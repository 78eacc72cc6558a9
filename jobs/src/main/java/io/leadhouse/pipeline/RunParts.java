package io.leadhouse.pipeline;

import io.leadhouse.engine.TableResult;
import io.leadhouse.files.FilesResult;
import io.leadhouse.ingest.IngestResult;
import io.leadhouse.publish.PublishResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a command did, before it is known how long it took.
 *
 * @param refused what of the files decides the command's exit code
 */
record RunParts(
    Optional<IngestResult> ingest,
    FilesResult files,
    Optional<FilesResult.Refused> refused,
    List<TableResult> tables,
    Optional<PublishResult> published) {
  RunReport report(String runId, Instant asOf, Duration took) {
    return new RunReport(runId, asOf, ingest, files, refused, List.copyOf(tables), published, took);
  }
}
