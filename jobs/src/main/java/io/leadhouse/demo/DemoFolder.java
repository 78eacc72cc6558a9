package io.leadhouse.demo;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** The folder of a demo. Each demo starts afresh, but only over what an earlier one left. */
public final class DemoFolder {
  private static final String MARKER = ".leadhouse-demo";

  private DemoFolder() {}

  /**
   * Empties the folder of an earlier demo, or makes a new one.
   *
   * @throws LeadhouseException CONFIGURATION when it holds anything else or cannot be written
   */
  public static Path prepare(Path folder) {
    try {
      if (Files.isDirectory(folder) && !isEmpty(folder)) {
        if (!Files.exists(folder.resolve(MARKER))) {
          throw LeadhouseException.configuration(
              "The folder "
                  + folder
                  + " is not empty and not of a demo. Choose another with --folder.");
        }
        requireNotServing(folder);
        FileUtils.cleanDirectory(folder.toFile());
      }
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve(MARKER), "Made by `leadhouse demo`; the next demo deletes it.\n");
      return folder;
    } catch (IOException e) {
      throw LeadhouseException.configuration(
          "The folder "
              + folder
              + " for the demo cannot be written: "
              + e
              + ". Choose another with --folder.");
    }
  }

  /** The first line of postmaster.pid is the process that serves the folder's data. */
  private static void requireNotServing(Path folder) throws IOException {
    Path pid = folder.resolve("postgres/data/postmaster.pid");
    if (!Files.exists(pid)) {
      return;
    }
    String process = Files.readAllLines(pid).get(0).strip();
    if (ProcessHandle.of(Long.parseLong(process)).isPresent()) {
      throw LeadhouseException.configuration(
          "A demo still serves "
              + folder
              + " (process "
              + process
              + "). Stop it with Ctrl-C, or choose another folder with --folder.");
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }
}
