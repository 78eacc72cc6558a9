package io.leadhouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a main class of this module in a JVM of its own, with the flags that every run has, and
 * measures the steps that it tells of.
 */
final class Worker {
  private final Path home;
  private final Class<?> main;
  private final List<String> flags;

  Worker(Path home, Class<?> main) {
    this(home, main, List.of());
  }

  private Worker(Path home, Class<?> main, List<String> flags) {
    this.home = home;
    this.main = main;
    this.flags = flags;
  }

  /** The same with another limit of the heap, as -Xmx has it. */
  Worker withHeap(String size) {
    return new Worker(home, main, List.of("-Xmx" + size));
  }

  /**
   * @param variant what the measurements are called
   * @throws IllegalStateException when the worker fails; its messages are on the console
   */
  List<Measurement> run(String variant, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + home.resolve("java.options"));
    command.addAll(flags);
    command.add("-Dleadhouse.home=" + home);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<WorkerStep> steps = new ArrayList<>();
    try (PeakMemory memory = PeakMemory.ofProcess(process.toHandle());
        BufferedReader output =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (WorkerStep.isIn(line)) {
          steps.add(WorkerStep.parse(line));
        } else {
          System.out.println(line);
        }
      }
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            main.getSimpleName() + " ended with " + process.exitValue());
      }
      return steps.stream()
          .map(
              step ->
                  new Measurement(
                      step.step(),
                      variant,
                      step.rows(),
                      step.seconds(),
                      memory.peakMb(step.started(), step.finished())))
          .toList();
    } finally {
      process.destroy();
    }
  }
}
