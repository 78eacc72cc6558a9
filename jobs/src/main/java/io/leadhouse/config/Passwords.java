package io.leadhouse.config;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads passwords from where they may stand: the environment or a file, never leadhouse.yml. */
final class Passwords {
  private Passwords() {}

  static Secret read(String section, String environmentVariable, String file) {
    if (environmentVariable != null) {
      String value = System.getenv(environmentVariable);
      if (value == null) {
        throw LeadhouseException.configuration(
            section
                + ".password_env: the environment has no variable "
                + environmentVariable
                + ". Export it, or name another.");
      }
      return new Secret(value);
    }
    if (file != null) {
      try {
        return new Secret(Files.readString(Path.of(file)).strip());
      } catch (IOException e) {
        throw LeadhouseException.configuration(
            section
                + ".password_file: cannot read "
                + file
                + " ("
                + e.getClass().getSimpleName()
                + ").");
      }
    }
    return new Secret("");
  }
}
