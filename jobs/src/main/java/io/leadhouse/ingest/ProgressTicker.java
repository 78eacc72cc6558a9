package io.leadhouse.ingest;

import io.leadhouse.concurrent.DaemonThreads;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells every few seconds how far the tables are that are being read. */
final class ProgressTicker implements AutoCloseable {
  private static final int SECONDS = 10;

  private final ScheduledExecutorService clock;

  ProgressTicker(List<TableIngest> tables, IngestListener listener) {
    this.clock =
        Executors.newSingleThreadScheduledExecutor(new DaemonThreads("leadhouse-progress"));
    var unused =
        clock.scheduleAtFixedRate(
            () -> tables.forEach(table -> table.tell(listener)),
            SECONDS,
            SECONDS,
            TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    var unusedTasks = clock.shutdownNow();
  }
}
