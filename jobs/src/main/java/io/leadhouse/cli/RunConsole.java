package io.leadhouse.cli;

import io.leadhouse.delta.Changes;
import io.leadhouse.engine.Refreshed;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.ingest.IngestedTable;
import io.leadhouse.pipeline.RunListener;
import io.leadhouse.publish.PublishResult;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a run's progress: one line that moves on a terminal, a log line a table elsewhere. */
final class RunConsole implements RunListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunConsole.class);

  private final boolean terminal;
  private Optional<ProgressBar> bar = Optional.empty();

  private RunConsole(boolean terminal) {
    this.terminal = terminal;
  }

  static RunConsole forThisTerminal() {
    // Java 22 no longer tells a terminal by System.console(); the launcher asks the shell.
    return new RunConsole(Boolean.getBoolean("leadhouse.terminal"));
  }

  @Override
  public synchronized void planned(int tablesToIngest, int tablesToBuild, int tablesToPublish) {
    LOG.info(
        "{} tables to ingest, {} to build, {} to publish",
        tablesToIngest,
        tablesToBuild,
        tablesToPublish);
    if (terminal) {
      bar =
          Optional.of(
              new ProgressBarBuilder()
                  .setTaskName("run")
                  .setInitialMax((long) tablesToIngest + tablesToBuild + tablesToPublish)
                  .setStyle(ProgressBarStyle.ASCII)
                  .build());
    }
  }

  @Override
  public synchronized void ingested(IngestedTable table) {
    step(table.problem().isEmpty() ? ingestedLine(table) : stoppedLine(table), 1);
  }

  @Override
  public synchronized void reading(String table, long rows, double seconds) {
    bar.ifPresent(progress -> progress.setExtraMessage(table + " %,d rows".formatted(rows)));
    if (bar.isEmpty()) {
      LOG.info(
          "reading  %-28s %,10d rows so far, %,.0f rows/s".formatted(table, rows, rows / seconds));
    }
  }

  private static String ingestedLine(IngestedTable table) {
    Changes changes = table.changes();
    return "ingested %-28s %,10d rows, %s: %,d new, %,d changed, %,d gone%s; %.1f s, %,.0f rows/s"
        .formatted(
            table.table(),
            table.kept(),
            table.why().isEmpty() ? table.reading() : table.why(),
            changes.inserted(),
            changes.updated(),
            changes.deleted(),
            table.quarantined() == 0 ? "" : ", %,d quarantined".formatted(table.quarantined()),
            table.seconds(),
            table.read() / Math.max(table.seconds(), 1e-3));
  }

  private static String stoppedLine(IngestedTable table) {
    return "stopped  %-28s %s".formatted(table.table(), table.problem().orElseThrow().message());
  }

  @Override
  public synchronized void started(String table) {
    bar.ifPresent(progress -> progress.setExtraMessage(table));
  }

  @Override
  public synchronized void finished(TableResult result) {
    String line =
        result.status() == Status.DONE
            ? "%-8s %-28s %,10d rows%s, %.1f s"
                .formatted(
                    unchanged(result) ? "kept" : "built",
                    result.table(),
                    result.rows(),
                    reason(result),
                    result.seconds())
            : "%-8s %-28s %s"
                .formatted(
                    result.status(), result.table(), result.problem().orElseThrow().message());
    step(line, 1);
  }

  /** The summary says of first builds that they are, once for all of them. */
  private static String reason(TableResult result) {
    if (unchanged(result)) {
      return ", unchanged";
    }
    return result.refreshed().isFirst() ? "" : ", " + result.refreshed().why();
  }

  private static boolean unchanged(TableResult result) {
    return result.refreshed().mode() == Refreshed.Mode.NONE;
  }

  @Override
  public synchronized void published(PublishResult result) {
    step(
        "published %d tables in %.1f s"
            .formatted(result.tables().size(), result.took().toMillis() / 1e3),
        result.tables().size());
  }

  private void step(String line, long steps) {
    if (bar.isPresent()) {
      bar.get().stepBy(steps);
    } else {
      LOG.info(line);
    }
  }

  /** Ends the moving line; what is printed next starts on a line of its own. */
  @Override
  public synchronized void close() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
  }
}
