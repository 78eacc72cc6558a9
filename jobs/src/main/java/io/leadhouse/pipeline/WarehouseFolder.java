package io.leadhouse.pipeline;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the Delta tables. */
final class WarehouseFolder {
  private WarehouseFolder() {}

  /**
   * Creates the folder and writes to it, so that a run does not fail hours later.
   *
   * @throws LeadhouseException CONFIGURATION naming folder and reason
   */
  static void requireWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "write-test", ""));
    } catch (IOException e) {
      throw LeadhouseException.configuration(
          "Cannot write to the warehouse folder "
              + folder
              + " ("
              + e.getClass().getSimpleName()
              + "). Choose another in leadhouse.yml, or allow this user to write there.");
    }
  }
}
