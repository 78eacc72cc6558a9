package io.leadhouse.cli;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.House;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that holds sql/ and leadhouse.yml; the launcher names it. */
record Home(Path root) {
  static Home find() {
    Path root = Path.of(System.getProperty("leadhouse.home", "."));
    if (!Files.isDirectory(root.resolve("sql"))) {
      throw LeadhouseException.configuration(
          "No folder sql/ in "
              + root.toAbsolutePath().normalize()
              + ". Start ./leadhouse from its own folder.");
    }
    return new Home(root);
  }

  Path sql() {
    return root.resolve("sql");
  }

  /** The house for a pack, with its graph checked. */
  House house(String pack) {
    return House.read(sql(), pack);
  }
}
