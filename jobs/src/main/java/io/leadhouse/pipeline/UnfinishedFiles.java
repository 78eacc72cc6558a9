package io.leadhouse.pipeline;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that Delta writes beside its logs and renames to a commit, and those that are renamed to
 * the state of a run in parts. A process that is killed between the two leaves them, and nobody
 * else would ever remove them.
 */
final class UnfinishedFiles {
  private static final Logger LOGGER = LoggerFactory.getLogger(UnfinishedFiles.class);
  private static final String LOG = "_delta_log";

  private UnfinishedFiles() {}

  /**
   * Removes them, on behalf of the one process that may write there. What cannot be read or removed
   * stays, because it is in nobody's way.
   *
   * @param warehouse the folder that holds one folder per layer
   */
  static void remove(Path warehouse) {
    in(warehouse.resolve(RunStates.FOLDER), "*" + RunStates.UNFINISHED)
        .forEach(UnfinishedFiles::delete);
    for (Path layer : in(warehouse, "*")) {
      for (Path table : in(layer, "*")) {
        for (Path file : in(table.resolve(LOG), ".*.{tmp,tmp.crc}")) {
          delete(file);
        }
      }
    }
  }

  private static List<Path> in(Path folder, String names) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
        files.forEach(found::add);
      } catch (IOException | DirectoryIteratorException e) {
        LOGGER.info("{} is not cleaned of unfinished files: {}", folder, e.toString());
      }
    }
    return found;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOGGER.info("The unfinished file {} stays: {}", file, e.toString());
    }
  }
}
