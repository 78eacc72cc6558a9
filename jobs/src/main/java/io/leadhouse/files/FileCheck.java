package io.leadhouse.files;

import io.leadhouse.model.FileKind;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Reads files as an import would, and writes nothing. */
public final class FileCheck {
  private FileCheck() {}

  /**
   * Checks files.
   *
   * @param folder holds the mappings
   * @param files none for all of the folder
   */
  public static FilesResult run(
      Path folder, Map<String, FileKind> kinds, List<Path> files, Clock clock) {
    long start = System.nanoTime();
    DropFolder drop = DropFolder.open(folder, kinds, clock);
    List<Survey> surveys = drop.surveys(drop.candidates(files.isEmpty() ? drop.files() : files));
    return new FilesResult(
        surveys.stream().map(Survey::report).toList(),
        0,
        drop.waiting(),
        drop.refused(),
        Map.of(),
        (System.nanoTime() - start) / 1e9);
  }
}
