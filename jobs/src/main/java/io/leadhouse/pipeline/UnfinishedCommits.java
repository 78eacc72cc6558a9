package io.leadhouse.pipeline;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that Delta writes beside its logs and renames to a commit. A process that is killed between
 * the two leaves them, and nobody else would ever remove them.
 */
final class UnfinishedCommits {
  private static final String LOG = "_delta_log";

  private UnfinishedCommits() {}

  /**
   * Removes them from every table, on behalf of the one process that may write there.
   *
   * @param warehouse the folder that holds one folder per layer
   */
  static void remove(Path warehouse) throws IOException {
    try (DirectoryStream<Path> layers = Files.newDirectoryStream(warehouse, Files::isDirectory)) {
      for (Path layer : layers) {
        removeFrom(layer);
      }
    }
  }

  private static void removeFrom(Path layer) throws IOException {
    try (DirectoryStream<Path> tables =
        Files.newDirectoryStream(layer, table -> Files.isDirectory(table.resolve(LOG)))) {
      for (Path table : tables) {
        try (DirectoryStream<Path> unfinished =
            Files.newDirectoryStream(table.resolve(LOG), ".*.{tmp,tmp.crc}")) {
          for (Path file : unfinished) {
            Files.delete(file);
          }
        }
      }
    }
  }
}
