package io.leadhouse.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.delta.Written;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Persisted;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Makes one stored table: rows, checks, one commit. */
final class TableBuilder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BuildContext context;
  private final Models models;
  private final PinnedVersions versions;
  private final InputViews inputs;

  TableBuilder(BuildContext context, PinnedVersions versions, InputViews inputs) {
    this.context = context;
    this.models = context.models();
    this.versions = versions;
    this.inputs = inputs;
  }

  TableResult build(Table table) {
    long start = System.nanoTime();
    SparkSession session = context.session().newSession();
    try (Persisted made = Persisted.of(models.rows(session, table, inputs))) {
      Dataset<Row> rows = made.in(session);
      TableChecks.Report report = new TableChecks(table).of(rows);
      List<CheckResult> failed = report.results().stream().filter(CheckResult::stops).toList();
      if (!failed.isEmpty()) {
        String why = failed.stream().map(CheckResult::describe).collect(Collectors.joining("; "));
        return TableResult.stopped(
            table.name(),
            Status.FAILED,
            report.results(),
            new TableResult.Problem(Category.DATA_QUALITY, why));
      }
      NavigableMap<String, Long> read = versions.of(context.graph().storedInputs(table.name()));
      String definition = DefinitionHash.of(table, context.graph(), context.parameters());
      Written written =
          context
              .store()
              .write(
                  session,
                  TableWrite.of(
                      context.store().path(table.layer(), table.name()),
                      table.key(),
                      metadata(read, definition)),
                  rows);
      versions.pin(table.name(), written.version());
      return new TableResult(
          table.name(),
          Status.DONE,
          written.version(),
          written.rows(),
          0,
          written.changes(),
          read,
          definition,
          (System.nanoTime() - start) / 1e9,
          report.results(),
          Optional.empty());
    }
  }

  /** What each commit says of itself: the run, the versions read and the definition. */
  private String metadata(Map<String, Long> read, String definition) {
    Map<String, Object> metadata = new TreeMap<>();
    metadata.put("run", context.runId());
    metadata.put("inputs", read);
    metadata.put("definition", definition);
    try {
      return JSON.writeValueAsString(metadata);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
