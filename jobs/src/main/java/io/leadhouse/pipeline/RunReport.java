package io.leadhouse.pipeline;

import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.files.FilesResult;
import io.leadhouse.ingest.IngestResult;
import io.leadhouse.publish.PublishResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run, or one command of a run in parts, did.
 *
 * @param ingest absent where nothing was to be ingested
 * @param files what became of the files of the drop folder
 * @param refused the refused file that decides the exit code where every table was built; a run in
 *     parts goes on with the others and ends with it
 * @param tables one result per table and staging contract, in build order; of a publication the
 *     tables that it lacks
 * @param published absent where nothing was to be published
 */
public record RunReport(
    String runId,
    Instant asOf,
    Optional<IngestResult> ingest,
    FilesResult files,
    Optional<FilesResult.Refused> refused,
    List<TableResult> tables,
    Optional<PublishResult> published,
    Duration took) {

  /** The first table that failed; without one, the first that waits for an earlier failure. */
  public Optional<TableResult> failure() {
    return first(Status.FAILED).or(() -> first(Status.SKIPPED));
  }

  /** The first failure: of the ingest, else of a table, else of a dropped file. */
  public Optional<TableResult.Problem> problem() {
    return ingest().stream()
        .flatMap(result -> result.stopped().stream())
        .flatMap(table -> table.problem().stream())
        .findFirst()
        .or(() -> failure().flatMap(TableResult::problem))
        .or(() -> refused.map(file -> new TableResult.Problem(file.category(), file.message())));
  }

  /** 0, or the exit code of the first failure. */
  public int exitCode() {
    return problem().map(problem -> problem.category().exitCode()).orElse(0);
  }

  private Optional<TableResult> first(Status status) {
    return tables.stream().filter(table -> table.status() == status).findFirst();
  }
}
