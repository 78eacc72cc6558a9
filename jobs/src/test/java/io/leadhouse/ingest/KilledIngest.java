package io.leadhouse.ingest;

import io.leadhouse.postgres.PostgresEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@link IngestLoop} in a process of its own, which is killed in the middle of an ingest. */
final class KilledIngest implements AutoCloseable {
  private static final long MOST_SECONDS = 120;
  private static final String ENDED = "ended";

  private final Path errors;
  private final Process process;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  /**
   * Starts it.
   *
   * @param folder for the warehouse, and for what a killed process leaves behind
   */
  KilledIngest(PostgresEndpoint source, Path folder) throws IOException {
    errors = folder.resolve("errors");
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "@" + Path.of(System.getProperty("leadhouse.home"), "java.options"),
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx768m",
                    "-Djava.io.tmpdir=" + temporary,
                    "-cp",
                    System.getProperty("java.class.path"),
                    IngestLoop.class.getName(),
                    Integer.toString(source.port()),
                    source.database(),
                    warehouse(folder).toString()))
            .redirectError(errors.toFile())
            .start();
    Thread reader = new Thread(this::listen, "what the ingest says");
    reader.setDaemon(true);
    reader.start();
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
    process.destroyForcibly().onExit().join();
  }

  private void begin() throws IOException, InterruptedException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    long latest = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (true) {
      if (IngestLoop.BEGUN.equals(next(latest))) {
        return;
      }
    }
  }

  /** Where the ingest is, so many milliseconds after so many tables are ready. */
  private Phase follow(int wanted, long millis) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    for (int tables = 0; ; tables++) {
      if (tables == wanted) {
        until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      }
      String line = next(until);
      while (line != null && !line.startsWith(IngestLoop.TABLE)) {
        if (line.equals(IngestLoop.DONE)) {
          return Phase.DONE;
        }
        line = next(until);
      }
      if (line == null) {
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

  /** The next line, or null when it is too late for one. */
  private String next(long until) throws IOException, InterruptedException {
    String line = said.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    if (ENDED.equals(line)) {
      throw new IllegalStateException("An ingest failed:\n" + Files.readString(errors));
    }
    return line;
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(said::add);
    } catch (IOException | UncheckedIOException e) {
      // Whoever kills it closes its output, too.
    } finally {
      said.add(ENDED);
    }
  }
}
