package io.leadhouse.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process of this project's code, which may be killed at any moment. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final Collection<String> all = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Optional<String>> said = new LinkedBlockingQueue<>();

  /**
   * Starts it.
   *
   * @param home the folder that holds its sql/
   * @param temporary the folder of its temporary files, for what a killed process leaves behind
   */
  public ChildJvm(Path home, Path temporary, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Project.root().resolve("java.options"),
                "-XX:TieredStopAtLevel=1",
                "-Xmx768m",
                "-Djava.io.tmpdir=" + Files.createDirectories(temporary),
                "-Dleadhouse.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread reader = new Thread(this::listen, "what the process says");
    reader.setDaemon(true);
    reader.start();
  }

  /** Sends it a line. */
  public void tell(String line) throws IOException {
    process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** How a wait for a line has ended. */
  public sealed interface Heard {}

  public record Line(String text) implements Heard {}

  public record Ended() implements Heard {}

  public record TooLate() implements Heard {}

  /**
   * Waits for the next line on its standard output or error.
   *
   * @param until by {@link System#nanoTime}
   */
  public Heard next(long until) throws InterruptedException {
    Optional<String> line = said.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    if (line == null) {
      return new TooLate();
    }
    return line.isPresent() ? new Line(line.get()) : new Ended();
  }

  /** All that it said. */
  public String transcript() {
    return String.join("\n", all);
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** Kills it by SIGKILL, if it is there. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines
          .lines()
          .forEach(
              line -> {
                all.add(line);
                said.add(Optional.of(line));
              });
    } catch (IOException | UncheckedIOException e) {
      // Whoever kills it closes its output, too.
    } finally {
      said.add(Optional.empty());
    }
  }
}
