package io.leadhouse.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leadhouse.concurrent.DaemonThreads;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The right to write a warehouse, which one process at a time has. On one machine the operating
 * system keeps it, and frees it when the process ends, however it ends. A machine that shares the
 * folder may not see that lock, so the holder also leaves its name there and touches it every few
 * seconds; a name that nobody has touched for {@link #EXPIRY} is a dead process's, and is no longer
 * in the way.
 */
final class Lease implements AutoCloseable {
  static final Duration EXPIRY = Duration.ofMinutes(1);
  static final String HOLDER = ".leadhouse-holder";
  private static final String LOCK = ".leadhouse-lock";
  private static final long SECONDS_BETWEEN_BEATS = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Who holds it.
   *
   * @param work what for, with the run's id
   * @param since ISO-8601, by the holder's clock
   */
  record Holder(String work, String host, long pid, String since) {
    private static Holder me(String work) {
      return new Holder(
          work,
          thisMachine(),
          ProcessHandle.current().pid(),
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    @Override
    public String toString() {
      return "%s (process %d on %s, since %s)".formatted(work, pid, host, since);
    }

    private static String thisMachine() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        // Two machines without a name must not take each other for themselves.
        return "unnamed-" + UUID.randomUUID();
      }
    }
  }

  private final Path folder;
  private final FileChannel channel;
  private final Holder me;
  private final Path next;
  private final ScheduledExecutorService heart;

  private Lease(Path folder, FileChannel channel, Holder me) {
    this.folder = folder;
    this.channel = channel;
    this.me = me;
    this.next = folder.resolve(HOLDER + "." + UUID.randomUUID());
    this.heart = Executors.newSingleThreadScheduledExecutor(new DaemonThreads("leadhouse-lease"));
  }

  /**
   * Takes it.
   *
   * @param work what for, for whoever is refused meanwhile
   * @throws LeadhouseException LOCKED while another process has it, naming that process
   */
  static Lease take(Path folder, String work) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Lease lease = new Lease(folder, channel, Holder.me(work));
    try {
      if (!lease.locked() || lease.heldElsewhere()) {
        throw lease.refused("Try again when it has ended.");
      }
      lease.claim();
      lease.beat();
      return lease;
    } catch (IOException | RuntimeException e) {
      lease.leave();
      throw e;
    }
  }

  /**
   * Makes sure that nobody has taken it over, as after a minute in which this process stood still.
   * What is written in spite of it, Delta refuses where the other process has written, too.
   *
   * @throws LeadhouseException LOCKED when somebody has, or has removed the holder's name
   */
  void requireHeld() throws IOException {
    if (!isMine()) {
      throw refused(
          "It took over, or %s was removed, while this process stood still. Run again."
              .formatted(file()));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      // A beat that has begun would leave the name behind.
      heart.shutdown();
      boolean unusedEnd = heart.awaitTermination(SECONDS_BETWEEN_BEATS, TimeUnit.SECONDS);
      if (isMine()) {
        Files.deleteIfExists(file());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  private void leave() throws IOException {
    var unusedTasks = heart.shutdownNow();
    channel.close();
    Files.deleteIfExists(next);
  }

  private boolean isMine() throws IOException {
    return holder().equals(Optional.of(me));
  }

  private boolean locked() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** By the clock of the folder's own machine, which both files get their times from. */
  private boolean heldElsewhere() throws IOException {
    if (holder().filter(this::mayLive).isEmpty()) {
      return false;
    }
    Path now = Files.createTempFile(folder, ".leadhouse-clock", null);
    try {
      return Files.getLastModifiedTime(file())
          .toInstant()
          .plus(EXPIRY)
          .isAfter(Files.getLastModifiedTime(now).toInstant());
    } catch (NoSuchFileException e) {
      return false;
    } finally {
      Files.delete(now);
    }
  }

  private boolean mayLive(Holder other) {
    return !other.host().equals(me.host())
        || (other.pid() != me.pid() && ProcessHandle.of(other.pid()).isPresent());
  }

  private void beat() {
    var unused =
        heart.scheduleAtFixedRate(
            () -> {
              try {
                if (isMine()) {
                  touch();
                }
              } catch (IOException | RuntimeException e) {
                // The next beat tries again; whoever takes over meanwhile is found by requireHeld.
              }
            },
            SECONDS_BETWEEN_BEATS,
            SECONDS_BETWEEN_BEATS,
            TimeUnit.SECONDS);
  }

  /**
   * Puts this process in the place of a dead one. Two machines that find the same dead process at
   * the same instant may both believe that they did; the one that wrote first is not the holder
   * then, and learns it from {@link #requireHeld}.
   */
  private void claim() throws IOException {
    // Whoever ends takes its name along, so one that is left is a killed process's.
    if (Files.exists(file())) {
      UnfinishedFiles.remove(folder);
    }
    // A process that was killed in the middle of a beat has left its next name.
    try (DirectoryStream<Path> beats = Files.newDirectoryStream(folder, HOLDER + ".*")) {
      for (Path beat : beats) {
        Files.deleteIfExists(beat);
      }
    }
    Files.deleteIfExists(file());
    try {
      Files.writeString(file(), JSON.writeValueAsString(me), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw refused("Try again when it has ended.");
    }
  }

  /** Readable for whoever may read the folder, as files made for one process's own use are not. */
  void touch() throws IOException {
    Files.writeString(next, JSON.writeValueAsString(me));
    Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Optional<Holder> holder() throws IOException {
    try {
      return Optional.of(JSON.readValue(Files.readString(file()), Holder.class));
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private LeadhouseException refused(String whatToDo) throws IOException {
    return new LeadhouseException(
        Category.LOCKED,
        "The warehouse %s is held by %s. %s"
            .formatted(folder, holder().map(Holder::toString).orElse("another process"), whatToDo));
  }

  private Path file() {
    return folder.resolve(HOLDER);
  }
}
