package io.leadhouse.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.leadhouse.engine.CheckResult;
import io.leadhouse.engine.Refreshed;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.files.FilesResult;
import io.leadhouse.ingest.ColumnDrift;
import io.leadhouse.ingest.IngestResult;
import io.leadhouse.ingest.IngestedTable;
import io.leadhouse.model.Check.Severity;
import io.leadhouse.model.Table;
import io.leadhouse.model.Warehouse;
import io.leadhouse.pipeline.RunReport;
import io.leadhouse.publish.PublishResult;
import io.leadhouse.publish.PublishResult.Shipment;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Says on one screen what a run, or a part of one, did. */
final class RunSummary {
  /** Tables that are named one by one; more of them are counted. */
  private static final int MOST_NAMES = 5;

  private final PrintWriter out;
  private final Warehouse warehouse;

  RunSummary(PrintWriter out, Warehouse warehouse) {
    this.out = out;
    this.warehouse = warehouse;
  }

  void print(RunReport report) {
    out.printf(
        "%nRun %s, as of %s, %.1f s%n",
        report.runId(), report.asOf(), report.took().toMillis() / 1e3);
    report.ingest().ifPresent(this::ingest);
    files(report.files());
    if (!report.tables().isEmpty()) {
      tables(report);
      warnings(report);
    }
    report.published().ifPresent(this::published);
    out.flush();
  }

  static void sayNothingPublished(PrintWriter out) {
    out.printf("%nNothing is published: leadhouse.yml has no section `publish`.%n");
    out.flush();
  }

  private void ingest(IngestResult ingest) {
    long rows = ingest.tables().stream().mapToLong(IngestedTable::read).sum();
    out.printf(
        "%ningested  %d tables, %,d rows from one snapshot in %.1f s (%,.0f rows/s); %,d quarantined%n",
        ingest.tables().size(),
        rows,
        ingest.seconds(),
        rows / Math.max(ingest.seconds(), 1e-3),
        ingest.quarantined());
    for (IngestedTable table : ingest.tables()) {
      table.problem().ifPresent(problem -> out.printf("stopped   %s%n", problem.message()));
      if (table.problem().isEmpty()) {
        for (ColumnDrift drift : table.drift()) {
          out.printf("warning   %s: %s%n", table.table(), drift.describe());
        }
      }
    }
  }

  private void files(FilesResult files) {
    if (!files.isQuiet()) {
      out.printf(
          "%nfiles     %d imported in %.1f s, %,d rows, %,d rejected; %d known, %d refused%n",
          files.read().size(),
          files.seconds(),
          files.rows(),
          files.rejected(),
          files.known(),
          files.refused().size());
      FilesSummary.print(out, files, "landed");
    }
  }

  private void tables(RunReport report) {
    out.printf(
        "%n%-9s %-24s %10s %10s %8s  %s%n", "layer", "table", "rows", "changed", "seconds", "");
    long first = report.tables().stream().filter(result -> result.refreshed().isFirst()).count();
    boolean saidOnce = first > MOST_NAMES;
    for (TableResult result : report.tables()) {
      Table table = warehouse.table(result.table());
      out.printf(
          "%-9s %-24s %,10d %,10d %8.1f  %s%n",
          table.layer(),
          result.table(),
          result.rows(),
          changed(result),
          result.seconds(),
          note(result, saidOnce));
    }
    if (saidOnce) {
      out.printf("%n%d tables are made for the first time.%n", first);
    }
  }

  private static long changed(TableResult result) {
    return result.changes().inserted() + result.changes().updated() + result.changes().deleted();
  }

  private static String note(TableResult result, boolean firstIsSaidOnce) {
    if (result.status() != Status.DONE) {
      return result.status() + ": " + result.problem().orElseThrow().message();
    }
    List<String> notes = new ArrayList<>();
    if (result.refreshed().mode() == Refreshed.Mode.NONE) {
      notes.add("unchanged");
    } else if (!(firstIsSaidOnce && result.refreshed().isFirst())) {
      notes.add(result.refreshed().why());
    }
    if (result.quarantined() > 0) {
      notes.add("%,d quarantined".formatted(result.quarantined()));
    }
    return String.join("; ", notes);
  }

  private void warnings(RunReport report) {
    for (TableResult result : report.tables()) {
      for (CheckResult check : result.checks()) {
        if (check.severity() == Severity.WARN && check.violations() > 0) {
          out.printf("warning   %s: %s%n", result.table(), check.describe());
        }
      }
    }
  }

  private void published(PublishResult result) {
    out.printf(
        "%npublished %d tables in one transaction, %.1f s: %,d rows copied, %,d inserted, %,d updated, %,d deleted%n",
        result.tables().size(),
        result.took().toMillis() / 1e3,
        total(result, table -> table.shipment().rows()),
        total(result, PublishResult.TableResult::inserted),
        total(result, PublishResult.TableResult::updated),
        total(result, PublishResult.TableResult::deleted));
    Map<String, List<String>> whole =
        result.tables().stream()
            .filter(table -> table.shipment().extent() == Shipment.Extent.WHOLE)
            .collect(
                groupingBy(
                    table -> table.shipment().why(),
                    TreeMap::new,
                    mapping(PublishResult.TableResult::table, toList())));
    whole.forEach(
        (why, tables) ->
            out.printf(
                "          %s copied whole: %s%n",
                tables.size() > MOST_NAMES ? tables.size() + " tables" : String.join(", ", tables),
                why));
  }

  private static long total(
      PublishResult result, ToLongFunction<PublishResult.TableResult> measure) {
    return result.tables().stream().mapToLong(measure).sum();
  }
}
