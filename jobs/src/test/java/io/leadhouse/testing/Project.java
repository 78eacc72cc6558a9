package io.leadhouse.testing;

import java.nio.file.Path;

/** Where the project under test lies. */
public final class Project {
  private Project() {}

  /** The project's root folder. */
  public static Path root() {
    return Path.of(System.getProperty("leadhouse.home"));
  }

  /** The folder sql/. */
  public static Path sql() {
    return root().resolve("sql");
  }
}
