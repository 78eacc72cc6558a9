package io.leadhouse.demo;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A Postgres 17 of our own, for the demo and for tests. It listens on localhost only, trusts
 * whoever connects there, and writes without waiting for the disk: not for data that matters. The
 * data stays in its folder after {@link #close} and is found again by the next start.
 *
 * <p>It also stops when the JVM is asked to end (Ctrl-C, SIGTERM).
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final String HOST = "localhost";
  private static final String SUPERUSER = "postgres";
  private static final int LOG_LINES_SHOWN = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EmbeddedPostgres postgres;
  private final Path data;

  private EmbeddedDatabase(EmbeddedPostgres postgres, Path data) {
    this.postgres = postgres;
    this.data = data;
  }

  /**
   * Starts the server and waits until it answers.
   *
   * @param folder holds the data in {@code data} and the server's log in {@code postgres.log};
   *     created when missing
   * @param port 0 takes a free one
   * @throws LeadhouseException CONFIGURATION when the port is taken, the folder cannot be written
   *     or another server uses it; UNREACHABLE when the server does not come up, with the end of
   *     its log
   */
  public static EmbeddedDatabase start(Path folder, int port) {
    return start(folder, port, PATIENCE);
  }

  /**
   * As {@link #start(Path, int)}.
   *
   * @param patience how long the server may take to come up
   */
  static EmbeddedDatabase start(Path folder, int port, Duration patience) {
    requireFree(port);
    Path log = prepare(folder);
    Path data = folder.resolve("data");
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPGStartupWait(patience)
            .setOutputRedirector(Redirect.appendTo(log.toFile()))
            .setErrorRedirector(Redirect.appendTo(log.toFile()))
            .setServerConfig("listen_addresses", HOST)
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("max_connections", "100")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_wal_size", "4GB")
            .setServerConfig("wal_level", "minimal")
            .setServerConfig("max_wal_senders", "0");
    if (port != 0) {
      builder.setPort(port);
    }
    try {
      return new EmbeddedDatabase(builder.start(), data);
    } catch (IOException | RuntimeException e) {
      throw notStarted(folder, log, e);
    }
  }

  /** The server's own database {@code postgres}, as superuser, without a password. */
  public PostgresEndpoint endpoint() {
    return endpoint(SUPERUSER);
  }

  /**
   * A database on this server, created when it does not exist.
   *
   * @throws LeadhouseException UNREACHABLE when the server refuses
   */
  public PostgresEndpoint database(String name) {
    try (Connection connection = endpoint().connect()) {
      if (!exists(connection, name)) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true));
        }
      }
    } catch (SQLException e) {
      throw LeadhouseException.unreachable(
          "Cannot create database " + name + " at " + endpoint() + ": " + e.getMessage(), e);
    }
    return endpoint(name);
  }

  /** The server's process; its connections are its children. */
  public ProcessHandle process() {
    try {
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
      return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the server; its data stays. Does nothing the second time. */
  @Override
  public void close() {
    try {
      postgres.close();
      awaitStop();
    } catch (IOException e) {
      throw LeadhouseException.unreachable(
          "The embedded Postgres on port "
              + postgres.getPort()
              + " did not stop: "
              + e.getMessage(),
          e);
    }
  }

  /** The library gives a stopping server five seconds; a busy machine needs more. */
  private void awaitStop() throws IOException {
    Path running = data.resolve("postmaster.pid");
    Instant deadline = Instant.now().plus(PATIENCE);
    while (Files.exists(running)) {
      if (Instant.now().isAfter(deadline)) {
        throw new IOException("it still runs after " + PATIENCE.toSeconds() + " s");
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private PostgresEndpoint endpoint(String database) {
    return new PostgresEndpoint(HOST, postgres.getPort(), database, SUPERUSER, new Secret(""));
  }

  private static boolean exists(Connection connection, String database) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
      statement.setString(1, database);
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }

  private static void requireFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      probe.setReuseAddress(true);
    } catch (IOException | IllegalArgumentException e) {
      throw LeadhouseException.configuration(
          "Port "
              + port
              + " on localhost cannot be used for the embedded Postgres: "
              + e.getMessage()
              + ". Stop what listens there, or choose another port.");
    }
  }

  private static Path prepare(Path folder) {
    try {
      Files.createDirectories(folder);
      Path log = folder.resolve("postgres.log");
      Files.deleteIfExists(log);
      return Files.createFile(log);
    } catch (IOException e) {
      throw LeadhouseException.configuration(
          "The folder "
              + folder
              + " for the embedded Postgres cannot be written: "
              + reason(e)
              + ". Choose a folder that you may write to, on a disk with space.");
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException && e.getMessage() != null
        ? e.getClass().getSimpleName() + " at " + e.getMessage()
        : e.toString();
  }

  private static LeadhouseException notStarted(Path folder, Path log, Exception cause) {
    boolean isLocked =
        cause instanceof OverlappingFileLockException
            || String.valueOf(cause.getMessage()).startsWith("could not lock");
    if (isLocked) {
      return LeadhouseException.configuration(
          "Another embedded Postgres runs in " + folder + ". Stop it, or choose another folder.");
    }
    return LeadhouseException.unreachable(
        "The embedded Postgres in "
            + folder
            + " did not start: "
            + cause.getMessage()
            + endOf(log)
            + "\nIf the folder comes from another version or a crash, delete it and start again.",
        cause);
  }

  private static String endOf(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      List<String> end = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
      return end.isEmpty() ? "." : ". The end of its log, " + log + ":\n" + String.join("\n", end);
    } catch (IOException | UncheckedIOException e) {
      return ". Its log, " + log + ", cannot be read.";
    }
  }
}
