package io.leadhouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Watches resident memory, as Linux tells it in /proc. */
final class PeakMemory implements AutoCloseable {
  private static final int INTERVAL_MILLIS = 50;

  private final Supplier<Stream<ProcessHandle>> processes;
  private final NavigableMap<Instant, Long> kilobytes = new ConcurrentSkipListMap<>();
  private final Thread sampler = new Thread(this::sample, "peak-memory");

  private PeakMemory(Supplier<Stream<ProcessHandle>> processes) {
    this.processes = processes;
    sampler.setDaemon(true);
  }

  /** One process. A JVM's short-lived children are copies of it and would count it twice. */
  static PeakMemory ofProcess(ProcessHandle process) {
    return new PeakMemory(() -> Stream.of(process)).started();
  }

  /** A process and its children; shared memory, such as Postgres' buffers, counts once. */
  static PeakMemory ofTree(ProcessHandle root) {
    return new PeakMemory(() -> Stream.concat(Stream.of(root), root.descendants())).started();
  }

  private PeakMemory started() {
    sampler.start();
    return this;
  }

  /** Highest value between the two instants in MB; NULL where nothing was seen. */
  Long peakMb(Instant from, Instant to) {
    Instant first = kilobytes.floorKey(from);
    long peak =
        kilobytes.subMap(first == null ? from : first, true, to, true).values().stream()
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    return peak == 0 ? null : peak / 1024;
  }

  @Override
  public void close() {
    sampler.interrupt();
  }

  private void sample() {
    try {
      while (true) {
        kilobytes.put(Instant.now(), resident());
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long resident() {
    long own = 0;
    long shared = 0;
    for (ProcessHandle process : processes.get().toList()) {
      Map<String, Long> status = status(process.pid());
      own += status.getOrDefault("RssAnon", 0L) + status.getOrDefault("RssFile", 0L);
      shared = Math.max(shared, status.getOrDefault("RssShmem", 0L));
    }
    return own + shared;
  }

  /** The kB figures of /proc/PID/status; empty when the process is gone or there is no /proc. */
  private static Map<String, Long> status(long pid) {
    Map<String, Long> figures = new HashMap<>();
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      lines
          .filter(line -> line.startsWith("Rss"))
          .forEach(
              line ->
                  figures.put(
                      line.substring(0, line.indexOf(':')),
                      Long.parseLong(line.replaceAll("\\D+", ""))));
    } catch (IOException | UncheckedIOException e) {
      return Map.of();
    }
    return figures;
  }
}
