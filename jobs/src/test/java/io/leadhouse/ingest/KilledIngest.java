package io.leadhouse.ingest;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.testing.ChildJvm;
import io.leadhouse.testing.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@link IngestLoop} in a process of its own, which is killed in the middle of an ingest. */
final class KilledIngest implements AutoCloseable {
  private static final long MOST_SECONDS = 120;

  private final ChildJvm process;

  /**
   * Starts it.
   *
   * @param folder for the warehouse, and for what a killed process leaves behind
   */
  KilledIngest(PostgresEndpoint source, Path folder) throws IOException {
    process =
        new ChildJvm(
            Project.root(),
            folder.resolve("temporary"),
            IngestLoop.class,
            List.of(
                Integer.toString(source.port()), source.database(), warehouse(folder).toString()));
  }

  /** Where the warehouse lies. */
  static Path warehouse(Path folder) {
    return folder.resolve("warehouse");
  }

  /** How far an ingest came. */
  enum Phase {
    BEFORE_A_TABLE,
    BETWEEN_TABLES,
    AFTER_THE_TABLES,
    DONE
  }

  /** Lets one ingest complete. */
  void complete() throws IOException, InterruptedException {
    begin();
    if (follow(Integer.MAX_VALUE, 0) != Phase.DONE) {
      throw new IllegalStateException("No ingest in two minutes");
    }
  }

  /**
   * Kills an ingest, or is done with it before that.
   *
   * @param tables so many of them are ready before the time begins to run
   */
  Phase killAfter(int tables, long millis) throws IOException, InterruptedException {
    begin();
    Phase phase = follow(tables, millis);
    if (phase != Phase.DONE) {
      close();
    }
    return phase;
  }

  @Override
  public void close() {
    process.close();
  }

  private void begin() throws IOException, InterruptedException {
    process.tell("");
    long latest = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!next(latest).orElseThrow().equals(IngestLoop.BEGUN)) {
      // What Spark says before.
    }
  }

  /** Where the ingest is, so many milliseconds after so many tables are ready. */
  private Phase follow(int wanted, long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    for (int tables = 0; ; tables++) {
      if (tables == wanted) {
        until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      }
      Optional<String> line = next(until);
      while (line.isPresent() && !line.get().startsWith(IngestLoop.TABLE)) {
        if (line.get().equals(IngestLoop.DONE)) {
          return Phase.DONE;
        }
        line = next(until);
      }
      if (line.isEmpty()) {
        return phase(tables);
      }
    }
  }

  private static Phase phase(int tables) {
    if (tables == 0) {
      return Phase.BEFORE_A_TABLE;
    }
    return tables < MovingSource.pack().tables().size()
        ? Phase.BETWEEN_TABLES
        : Phase.AFTER_THE_TABLES;
  }

  /** The next line, unless it is too late for one. */
  private Optional<String> next(long until) throws InterruptedException {
    ChildJvm.Heard heard = process.next(until);
    if (heard instanceof ChildJvm.Ended) {
      throw new IllegalStateException("An ingest failed:\n" + process.transcript());
    }
    return heard instanceof ChildJvm.Line line ? Optional.of(line.text()) : Optional.empty();
  }
}
